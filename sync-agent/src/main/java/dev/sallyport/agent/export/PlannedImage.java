package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.oci.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One image, artifact or referrer of a planned bundle.
 *
 * @param root its name, what it is, where it comes from and why it is there
 * @param platforms those it has in the bundle, as texts; empty if it does not say
 * @param size of all that it needs, without what refers to it; in bytes
 * @param fresh how many of these bytes the volumes carry for it; what an image before it in the list brings is not counted again
 * @param held how many of these bytes the base has
 * @param subject what it refers to; null if it refers to nothing
 * @param configType the media type of its config; empty if it has none
 */
public record PlannedImage(
        BundleRoot root,
        List<String> platforms,
        long size,
        long fresh,
        long held,
        @Nullable Digest subject,
        String configType) {
    private static final String CHART = "application/vnd.cncf.helm.config.v1+json";

    public PlannedImage {
        requireNonNull(root, "root is null");
        platforms = List.copyOf(platforms);
    }

    /** Whether it is a Helm chart. */
    public boolean isChart() {
        return configType.equals(CHART);
    }
}
