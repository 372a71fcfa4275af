package dev.sallyport.yaml;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sequence. */
public record YamlList(List<Yaml> items, @Nullable String tag, Place place) implements Yaml {
    public YamlList {
        items = List.copyOf(items);
        requireNonNull(place, "place is null");
    }
}
