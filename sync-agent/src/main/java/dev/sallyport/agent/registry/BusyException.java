package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The other side says to come back later. */
final class BusyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final SallyportException failure;
    private final @Nullable Duration asked;

    /**
     * @param failure what it comes to if nobody comes back
     * @param asked for how long it asks us to wait; null if it does not say
     */
    BusyException(SallyportException failure, @Nullable Duration asked) {
        super(failure);
        this.failure = requireNonNull(failure, "failure is null");
        this.asked = asked;
    }

    SallyportException failure() {
        return failure;
    }

    @Nullable
    Duration asked() {
        return asked;
    }
}
