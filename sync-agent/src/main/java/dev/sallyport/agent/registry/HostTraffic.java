package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What goes to one host: how much at once, how much so far, and whether it asked for a pause. Safe for use by many threads.
 */
final class HostTraffic {
    /** Answers that were on their way when a pause began move its end by a little; nobody needs to hear of that. */
    private static final Duration WORTH_SAYING = Duration.ofSeconds(5);

    private final String host;
    private final Clock clock;
    private final Sleeper sleeper;
    private final Duration longestWait;
    private final RegistryNotices notices;
    private final Semaphore permits;
    private final Map<RequestKind, Long> sent = new EnumMap<>(RequestKind.class);
    private Instant pausedUntil = Instant.MIN;
    private String said = "";
    private @Nullable Quota quota;

    HostTraffic(
            String host, int parallel, Clock clock, Sleeper sleeper, Duration longestWait, RegistryNotices notices) {
        this.host = requireNonNull(host, "host is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.sleeper = requireNonNull(sleeper, "sleeper is null");
        this.longestWait = requireNonNull(longestWait, "longestWait is null");
        this.notices = requireNonNull(notices, "notices is null");
        this.permits = new Semaphore(parallel, true);
    }

    /**
     * Waits until a request may go; whoever sends it calls {@link #leave} once its answer is read.
     *
     * @throws BusyException if the host asked for a longer pause than anybody waits for
     */
    void enter(RequestKind kind, String object) throws InterruptedIOException, BusyException {
        try {
            while (true) {
                awaitPause(object);
                permits.acquire();
                // It may have been asked for while this thread waited for its turn.
                if (pause().isZero()) {
                    count(kind);
                    return;
                }
                permits.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting to ask " + host);
        }
    }

    void leave() {
        permits.release();
    }

    private void awaitPause(String object) throws InterruptedException, BusyException {
        for (Duration wait = pause(); !wait.isZero(); wait = pause()) {
            if (wait.compareTo(longestWait) > 0) {
                throw new BusyException(
                        RateLimitedException.until(host, object, clock.instant().plus(wait), reason()), wait);
            }
            sleeper.sleep(wait);
        }
    }

    private synchronized Duration pause() {
        Instant now = clock.instant();
        // Rounded up, since sleepers count milliseconds.
        return now.isBefore(pausedUntil)
                ? Duration.ofMillis(
                        Duration.between(now, pausedUntil).plusNanos(999_999).toMillis())
                : Duration.ZERO;
    }

    private synchronized String reason() {
        return said;
    }

    private synchronized void count(RequestKind kind) {
        sent.merge(kind, 1L, Long::sum);
    }

    /** Takes note of what the head of an answer says about this host's limits. */
    void answered(HttpAnswer answer) {
        Optional<Quota> left = Quota.of(answer);
        Optional<Duration> wait =
                answer.status() == 429 || answer.status() == 503 ? RetryAfter.of(answer, clock) : Optional.empty();
        boolean worthSaying = false;
        Instant until;
        synchronized (this) {
            quota = left.orElse(quota);
            until = wait.map(clock.instant()::plus).orElse(Instant.MIN);
            if (until.isAfter(pausedUntil)) {
                worthSaying = !wait.orElseThrow().isZero()
                        && wait.orElseThrow().compareTo(longestWait) <= 0
                        && (pausedUntil.equals(Instant.MIN) || until.isAfter(pausedUntil.plus(WORTH_SAYING)));
                pausedUntil = until;
                said = answer.status() == 429 ? "it limits the rate of requests" : "it is not available now";
            }
        }
        if (worthSaying) {
            notices.waiting(host, until, reason());
        }
    }

    synchronized Map<RequestKind, Long> sent() {
        return Map.copyOf(sent);
    }

    synchronized Optional<Quota> quota() {
        return Optional.ofNullable(quota);
    }
}
