package dev.sallyport.agent.registry;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.util.Map;

/** A registry gives a manifest of a kind that cannot be carried. */
public final class UnsupportedManifestException extends SallyportException {
    private static final long serialVersionUID = 1L;

    UnsupportedManifestException(String host, String object, String mediaType) {
        super(
                "unsupported-manifest",
                Category.REFUSED,
                host + " gives " + object + " as " + Printable.shorten(mediaType)
                        + "; only OCI and Docker schema 2 manifests and indexes can be carried",
                "Have the image pushed again by a current client.",
                Map.of("host", host, "object", object, "mediaType", Printable.shorten(mediaType)));
    }
}
