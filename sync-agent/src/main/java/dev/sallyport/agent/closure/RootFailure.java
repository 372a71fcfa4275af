package dev.sallyport.agent.closure;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;

/**
 * An image that a closure goes without, since something below it is missing, denied, out of reach or not what it is said to be.
 *
 * @param root what was asked for
 * @param cause what went wrong first, in the order of the walk
 */
public record RootFailure(RootRequest root, SallyportException cause) {
    public RootFailure {
        requireNonNull(root, "root is null");
        requireNonNull(cause, "cause is null");
    }
}
