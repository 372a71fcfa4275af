package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A manifest as a registry gave it; its digest was computed from its bytes. */
public final class FetchedManifest {
    private final Descriptor descriptor;
    private final byte[] content;

    FetchedManifest(Descriptor descriptor, byte[] content) {
        this.descriptor = requireNonNull(descriptor, "descriptor is null");
        this.content = requireNonNull(content, "content is null");
    }

    /** Type, digest and size. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /** The bytes from {@code from} on. */
    public InputStream open(long from) {
        int skipped = (int) Math.min(from, content.length);
        return new ByteArrayInputStream(content, skipped, content.length - skipped);
    }

    byte[] content() {
        return content;
    }
}
