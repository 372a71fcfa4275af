package dev.sallyport.appliance.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How often attempts failed in a row, by key, and how many are under way. Up to a number they are free, those under way included; from
 * then on it is one at a time, each after a wait that is twice the last one's. An hour after the last one all is forgotten. Not
 * thread-safe.
 */
final class FailureCounts<K> {
    private static final Duration FORGOTTEN = Duration.ofHours(1);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int MOST = 10_000;
    private static final int MOST_DOUBLINGS = 10;

    private record Count(int failed, int underWay, Instant last) {
        Count {
            underWay = Math.max(0, underWay);
        }
    }

    private final Clock clock;
    private final int free;
    private final Duration longest;
    private final Map<K, Count> counts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Count> eldest) {
            return size() > MOST;
        }
    };

    FailureCounts(Clock clock, int free, Duration longest) {
        this.clock = clock;
        this.free = free;
        this.longest = longest;
    }

    /** How long the next attempt has to wait; zero if it may begin. */
    Duration delay(K key) {
        Count count = recall(key);
        if (count.failed() + count.underWay() < free) {
            return Duration.ZERO;
        }
        if (count.underWay() > 0) {
            return AGAIN;
        }
        Duration doubled = Duration.ofSeconds(1L << Math.min(count.failed() - free, MOST_DOUBLINGS));
        Duration wait = doubled.compareTo(longest) < 0 ? doubled : longest;
        Duration left = Duration.between(clock.instant(), count.last().plus(wait));
        return left.isNegative() ? Duration.ZERO : left;
    }

    int count(K key) {
        return recall(key).failed();
    }

    void begin(K key) {
        change(key, count -> new Count(count.failed(), count.underWay() + 1, count.last()));
    }

    void failed(K key) {
        change(key, count -> new Count(count.failed() + 1, count.underWay() - 1, clock.instant()));
    }

    void takeBack(K key) {
        change(key, count -> new Count(count.failed(), count.underWay() - 1, count.last()));
    }

    void forget(K key) {
        counts.remove(key);
    }

    private Count recall(K key) {
        Instant now = clock.instant();
        Count count = counts.get(key);
        return count == null || count.last().plus(FORGOTTEN).isBefore(now) ? new Count(0, 0, now) : count;
    }

    private void change(K key, UnaryOperator<Count> change) {
        Count changed = change.apply(recall(key));
        counts.remove(key); // to the young end
        if (changed.failed() > 0 || changed.underWay() > 0) {
            counts.put(key, changed);
        }
    }
}
