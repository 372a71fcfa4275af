package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.TaggedImage;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tag that is there.
 *
 * @param platforms for which its content is here; empty for what is no image
 * @param stream whose it is; null for a local one
 * @param sequence the release with which it became what it is; 0 for a local one
 */
public record TagEntry(
        String tag,
        Digest digest,
        String mediaType,
        List<String> platforms,
        @Nullable StreamName stream,
        long sequence) {
    public TagEntry {
        requireNonNull(tag, "tag is null");
        requireNonNull(digest, "digest is null");
        requireNonNull(mediaType, "mediaType is null");
        platforms = List.copyOf(platforms);
    }

    /** As choosing among tags needs it. */
    public TaggedImage toTaggedImage() {
        return new TaggedImage(tag, digest, Set.copyOf(platforms));
    }
}
