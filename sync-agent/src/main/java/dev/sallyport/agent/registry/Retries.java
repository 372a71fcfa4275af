package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Tries again what may work the next time, with waits that double and differ by chance, so that many agents behind one
 * failure do not come back as one. A registry's own Retry-After is obeyed as it is.
 */
final class Retries {
    private final RegistryOptions options;
    private final Sleeper sleeper;

    Retries(RegistryOptions options, Sleeper sleeper) {
        this.options = requireNonNull(options, "options is null");
        this.sleeper = requireNonNull(sleeper, "sleeper is null");
    }

    /**
     * The result of the first attempt that has one.
     *
     * @throws RegistryUnreachableException if the last attempt failed on the network
     */
    <T> T run(String host, String object, Attempt<T> attempt) throws InterruptedIOException, SallyportException {
        for (int failed = 1; ; failed++) {
            try {
                return attempt.run();
            } catch (BusyException e) {
                if (failed == options.attempts() || isTooLong(e.asked())) {
                    throw e.failure();
                }
                pause(failed, e.asked());
            } catch (IOException e) {
                if (failed == options.attempts() || Thread.currentThread().isInterrupted() || isFinal(e)) {
                    throw RegistryUnreachableException.broken(host, object, e);
                }
                pause(failed, null);
            }
        }
    }

    /** Waits as before an attempt that follows {@code failed} failed ones. */
    void pause(int failed, @Nullable Duration asked) throws InterruptedIOException {
        try {
            sleeper.sleep(asked != null ? asked : backoff(failed));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting to try again");
        }
    }

    int attempts() {
        return options.attempts();
    }

    private Duration backoff(int failed) {
        long longest = options.longestWait().toMillis();
        long doubled = options.firstWait().toMillis() << Math.min(failed - 1, 20);
        long base = Math.min(doubled, longest);
        return Duration.ofMillis(base / 2 + ThreadLocalRandom.current().nextLong(base / 2 + 1));
    }

    private boolean isTooLong(@Nullable Duration wait) {
        return wait != null && wait.compareTo(options.longestWait()) > 0;
    }

    // A certificate that is not trusted will not be the next time either.
    private static boolean isFinal(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }
}
