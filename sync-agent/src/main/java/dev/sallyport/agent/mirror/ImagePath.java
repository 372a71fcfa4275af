package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Where custom resources name images.
 *
 * @param path a JSONPath such as {@code $.spec.image}
 * @param kind the kind of objects to look at; null for all
 */
public record ImagePath(Place place, String path, @Nullable String kind) {
    public ImagePath {
        requireNonNull(place, "place is null");
        requireNonNull(path, "path is null");
    }
}
