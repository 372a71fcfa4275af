package dev.sallyport.appliance.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whose turn it is to be verified: two at once, of one address group one, and else who came first. A group has a share of the waiting
 * places only, so that nobody keeps all others out. Thread-safe.
 */
final class VerificationTurns {
    private static final int MOST_WAITING = 32;
    private static final int MOST_WAITING_OF_GROUP = 7;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final class Place {
        final String group;

        Place(String group) {
            this.group = group;
        }
    }

    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<String> running = new ArrayList<>();
    private final List<Place> waiting = new ArrayList<>();

    /** @param most how many at once */
    VerificationTurns(int most) {
        this.most = most;
    }

    /**
     * Waits for a turn; whoever gets one has to {@link #leave}.
     *
     * @param patient whether to wait at all
     */
    boolean enter(String group, boolean patient) {
        lock.lock();
        try {
            Place place = new Place(group);
            if (waiting.size() >= MOST_WAITING
                    || waiting.stream()
                                    .filter(other -> other.group.equals(group))
                                    .count()
                            >= MOST_WAITING_OF_GROUP) {
                return false;
            }
            waiting.add(place);
            try {
                if (!isTurnOf(place) && (!patient || !await(place))) {
                    return false;
                }
                running.add(group);
                return true;
            } finally {
                waiting.remove(place);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void leave(String group) {
        lock.lock();
        try {
            running.remove(group);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean await(Place place) {
        long left = LONGEST_WAIT.toNanos();
        try {
            while (!isTurnOf(place)) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean isTurnOf(Place place) {
        if (running.size() >= most) {
            return false;
        }
        for (Place other : waiting) {
            if (!running.contains(other.group)) {
                return other == place;
            }
        }
        return false;
    }
}
