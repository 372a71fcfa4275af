package dev.sallyport.appliance.imports;

import static java.util.Objects.requireNonNull;

/**
 * How to receive a volume.
 *
 * @param hold whether to stop before publishing, once all is here
 * @param actor who asks, for the journal
 */
public record ReceiveOptions(boolean hold, String actor) {
    public ReceiveOptions {
        requireNonNull(actor, "actor is null");
    }
}
