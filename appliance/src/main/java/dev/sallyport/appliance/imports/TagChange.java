package dev.sallyport.appliance.imports;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What publishing an import does to one image of its stream.
 *
 * @param image {@code REPOSITORY:TAG}, or {@code REPOSITORY@DIGEST}
 * @param before what it is now; null if it is new
 * @param after what it will be; null if it goes
 */
public record TagChange(
        String image, @Nullable Digest before, @Nullable Digest after) {
    public TagChange {
        requireNonNull(image, "image is null");
        if (before == null && after == null) {
            throw new IllegalArgumentException("Neither before nor after");
        }
    }
}
