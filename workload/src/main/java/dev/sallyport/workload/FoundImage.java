package dev.sallyport.workload;

import static java.util.Objects.requireNonNull;

/**
 * An image that a workload names.
 *
 * @param image the reference in full, such as {@code docker.io/library/nginx:latest}
 * @param where the file, its line, and what names it there: {@code compose.yaml:12 service web}; safe to show
 */
public record FoundImage(String image, String where, How how) {
    public FoundImage {
        requireNonNull(image, "image is null");
        requireNonNull(where, "where is null");
        requireNonNull(how, "how is null");
    }
}
