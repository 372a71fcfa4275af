package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Reference;

/**
 * One image or artifact to take, and where it is.
 *
 * @param reference its name, under which it is carried; with a digest if that is already decided
 * @param source where {@link ContentSource#resolve} finds it; shared with other roots and closed by whoever opened it
 * @param address how a command line names the source, wherever it is run; {@link Sources#source} opens it again
 */
public record Root(Reference reference, ContentSource source, String address) {
    public Root {
        requireNonNull(reference, "reference is null");
        requireNonNull(source, "source is null");
        requireNonNull(address, "address is null");
    }
}
