package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image as people see it: a name and what it is now.
 *
 * @param tag null for one that is named by its digest alone
 * @param platforms for which it is here, sorted; empty for what is no image
 * @param size of all its content that is here, in bytes
 * @param stream whose it is; null for one that was pushed here
 * @param sequence the release with which it became what it is
 */
public record Image(
        RepositoryName repository,
        @Nullable String tag,
        Digest digest,
        String mediaType,
        List<String> platforms,
        long size,
        @Nullable StreamName stream,
        long sequence) {
    public Image {
        requireNonNull(repository, "repository is null");
        requireNonNull(digest, "digest is null");
        platforms = List.copyOf(platforms);
    }

    /** {@code REPOSITORY:TAG}, or {@code REPOSITORY@DIGEST}. */
    public String name() {
        return repository + (tag == null ? "@" + digest : ":" + tag);
    }

    /** The stream's name; empty for what was pushed here. */
    public String streamName() {
        return stream == null ? "" : stream.value();
    }
}
