package dev.sallyport.agent.closure;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.oci.Descriptor;

/** Content of a closure, and where it can be fetched from. */
public record ClosureBlob(Descriptor descriptor, ContentSource source, Kind kind) {
    public ClosureBlob {
        requireNonNull(descriptor, "descriptor is null");
        requireNonNull(source, "source is null");
        requireNonNull(kind, "kind is null");
    }

    /** What content is for, in the order that volumes have it. */
    public enum Kind {
        MANIFEST,
        CONFIG,
        /** Layers, and whatever else a manifest points to. */
        LAYER
    }
}
