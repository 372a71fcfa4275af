package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;

/**
 * An item of a mirror file whose tags could not be found out.
 *
 * @param name what it asks for
 * @param optional whether the file says that it may be gone: then this is a warning
 */
public record UnexpandedItem(Place place, String name, boolean optional, SallyportException cause) {
    public UnexpandedItem {
        requireNonNull(place, "place is null");
        requireNonNull(name, "name is null");
        requireNonNull(cause, "cause is null");
    }
}
