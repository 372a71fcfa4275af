package dev.sallyport.appliance.access;

import dev.sallyport.appliance.store.UserEntry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies passwords no faster than the throttle lets. Clients ask for several things at once with the same credentials: those that come
 * from one address while one such attempt is under way are that attempt. Thread-safe.
 */
final class LoginAttempts {
    private static final int MOST_JOINED = 64;
    private static final long LONGEST_SECONDS = 20;

    enum Outcome {
        RIGHT,
        WRONG,
        /** Too many others are being verified. */
        BUSY,
        /** There were too many wrong ones; it was not looked at. */
        SLOWED
    }

    /** @param delay how long to wait if it was slowed */
    record Attempt(Outcome outcome, Duration delay) {
        static Attempt of(Outcome outcome) {
            return new Attempt(outcome, Duration.ZERO);
        }
    }

    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final boolean patient;
    private final ConcurrentHashMap<String, CompletableFuture<Attempt>> underWay = new ConcurrentHashMap<>();
    private final Semaphore joined = new Semaphore(MOST_JOINED);

    /** @param patient whether to wait for others; if not, what would have to wait is busy */
    LoginAttempts(Passwords passwords, LoginThrottle throttle, boolean patient) {
        this.passwords = passwords;
        this.throttle = throttle;
        this.patient = patient;
    }

    /** @param user null if there is none of the name that is given */
    Attempt make(BasicCredentials given, @Nullable UserEntry user, InetAddress remote) {
        String group = LoginThrottle.group(remote);
        String key = passwords.key(given.user(), user, given.password()) + group;
        CompletableFuture<Attempt> mine = new CompletableFuture<>();
        CompletableFuture<Attempt> other = underWay.putIfAbsent(key, mine);
        if (other != null) {
            return patient ? join(other) : Attempt.of(Outcome.BUSY);
        }
        Attempt made = Attempt.of(Outcome.BUSY);
        try {
            made = compute(given, user, remote, group);
            return made;
        } finally {
            underWay.remove(key);
            mine.complete(made);
        }
    }

    private Attempt join(CompletableFuture<Attempt> other) {
        if (!joined.tryAcquire()) {
            return Attempt.of(Outcome.BUSY);
        }
        try {
            return other.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Attempt.of(Outcome.BUSY);
        } catch (ExecutionException | TimeoutException e) {
            return Attempt.of(Outcome.BUSY);
        } finally {
            joined.release();
        }
    }

    private Attempt compute(BasicCredentials given, @Nullable UserEntry user, InetAddress remote, String group) {
        Duration delay = throttle.begin(given.user(), remote);
        if (!delay.isZero()) {
            return new Attempt(Outcome.SLOWED, delay);
        }
        Passwords.Outcome found = Passwords.Outcome.BUSY;
        try {
            found = passwords.verify(given.user(), user, given.password(), group, patient);
        } finally {
            switch (found) {
                case RIGHT -> throttle.succeeded(given.user(), remote);
                case WRONG -> throttle.failed(given.user(), remote);
                case BUSY -> throttle.takeBack(given.user(), remote);
            }
        }
        return switch (found) {
            case RIGHT -> Attempt.of(Outcome.RIGHT);
            case WRONG -> Attempt.of(Outcome.WRONG);
            case BUSY -> Attempt.of(Outcome.BUSY);
        };
    }
}
