package dev.sallyport.agent.export;

import dev.sallyport.bundle.Position;
import org.jspecify.annotations.Nullable;

/**
 * Where to go on with a stream whose history is lost, or ends too early.
 *
 * <p>An appliance takes a statement only if its {@code previous} is the newest that it published. So for one that published
 * something, {@code previous} is what its list of releases shows; without it the bundle is for appliances that have nothing of
 * the stream yet.
 *
 * @param sequence of the next bundle; above every sequence that was ever issued, which the operator answers for
 * @param previous the statement before it; null for the newest that the history has, if it has any
 */
public record Restart(long sequence, @Nullable Position previous) {
    public Restart {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence is below 1");
        }
        if (previous != null && previous.sequence() >= sequence) {
            throw new IllegalArgumentException("previous is not before the sequence");
        }
    }
}
