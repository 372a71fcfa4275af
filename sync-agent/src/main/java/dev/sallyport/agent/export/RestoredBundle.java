package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.Position;
import java.util.List;

/**
 * A bundle that volumes gave back to a history.
 *
 * @param known whether all of it was on record already
 * @param missing the volumes of which it is not known what they hold; with any, the bundle can neither be written again nor be a
 *     base, but its sequence is taken
 */
public record RestoredBundle(Position position, boolean known, List<Integer> missing) {
    public RestoredBundle {
        requireNonNull(position, "position is null");
        missing = List.copyOf(missing);
    }
}
