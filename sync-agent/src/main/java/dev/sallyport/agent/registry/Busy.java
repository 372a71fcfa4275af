package dev.sallyport.agent.registry;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells the answers that may be better the next time from all others. */
final class Busy {
    private Busy() {}

    /** Throws if {@code answer} is one of a server that is overloaded or has a passing problem. */
    static void check(HttpAnswer answer, ErrorBody error, String host, String object, Clock clock)
            throws BusyException {
        @Nullable Duration wait = RetryAfter.of(answer, clock).orElse(null);
        switch (answer.status()) {
            case 429 ->
                throw new BusyException(
                        wait == null
                                ? RateLimitedException.forNow(host, object, error.text())
                                : RateLimitedException.until(
                                        host, object, clock.instant().plus(wait), error.text()),
                        wait);
            case 408, 500, 502, 503, 504 ->
                throw new BusyException(
                        RegistryUnreachableException.failing(host, object, answer.status(), error.text()), wait);
            default -> {
                // Whatever it is, asking again will not change it.
            }
        }
    }

    /** Whether {@link #check} throws for this status. */
    static boolean is(int status) {
        return status == 429 || status == 408 || status == 500 || (status >= 502 && status <= 504);
    }
}
