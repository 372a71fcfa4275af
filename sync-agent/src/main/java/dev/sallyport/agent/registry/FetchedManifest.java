package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Optional;

/** A manifest as a registry gave it; its digest was computed from its bytes. */
public final class FetchedManifest {
    private final Descriptor descriptor;
    private final byte[] content;

    private FetchedManifest(Descriptor descriptor, byte[] content) {
        this.descriptor = requireNonNull(descriptor, "descriptor is null");
        this.content = requireNonNull(content, "content is null");
    }

    /** A manifest of the type that it itself says, or that its members show. */
    static FetchedManifest ofContent(String host, String object, Digest digest, byte[] content)
            throws SallyportException {
        return ofType(host, object, ownMediaType(object, content), digest, content);
    }

    /** A manifest of the type that its registry says. */
    static FetchedManifest ofType(String host, String object, String mediaType, Digest digest, byte[] content)
            throws UnsupportedManifestException {
        if (!MediaTypes.isManifest(mediaType)) {
            throw new UnsupportedManifestException(host, object, mediaType);
        }
        return new FetchedManifest(new Descriptor(mediaType, digest, content.length), content);
    }

    private static String ownMediaType(String object, byte[] content) throws SallyportException {
        JsonReader json = StrictJson.parseObject("manifest " + object, content, Manifest.MAX_SIZE);
        Optional<String> own = json.optionalText("mediaType");
        if (own.isPresent()) {
            return own.get();
        }
        return json.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
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
