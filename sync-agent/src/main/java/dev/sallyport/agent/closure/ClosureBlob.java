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

    /**
     * The same content found in two places: this one stays, but for what the other knows better. A manifest is one wherever else
     * its bytes are pointed to, and a layer that says where it lies can be had where its registry does not hold it.
     */
    ClosureBlob joined(ClosureBlob other) {
        int order = other.kind.compareTo(kind);
        boolean elsewhere =
                descriptor.urls().isEmpty() && !other.descriptor.urls().isEmpty();
        return order < 0 || (order == 0 && elsewhere) ? other : this;
    }

    /** What content is for, in the order that volumes have it. */
    public enum Kind {
        MANIFEST,
        CONFIG,
        /** Layers, and whatever else a manifest points to. */
        LAYER
    }
}
