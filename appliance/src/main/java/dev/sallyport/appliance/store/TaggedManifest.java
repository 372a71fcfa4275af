package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;

/** What a tag points to, and the media type under which to serve it. */
public record TaggedManifest(Digest digest, String mediaType) {
    public TaggedManifest {
        requireNonNull(digest, "digest is null");
        requireNonNull(mediaType, "mediaType is null");
    }
}
