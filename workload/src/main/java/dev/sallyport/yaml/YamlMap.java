package dev.sallyport.yaml;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mapping from text to values, in the order of the file, merge keys already followed. */
public record YamlMap(Map<String, Yaml> entries, @Nullable String tag, Place place) implements Yaml {
    public YamlMap {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        requireNonNull(place, "place is null");
    }

    /** The value of {@code key}; null if there is none or it says nothing. */
    public @Nullable Yaml get(String key) {
        Yaml value = entries.get(key);
        return value == null || value.isNull() ? null : value;
    }

    /** The mapping that {@code key} has; null if it has none. */
    public @Nullable YamlMap map(String key) {
        return get(key) instanceof YamlMap map ? map : null;
    }

    /** The text that {@code key} has; null if it has none. */
    public @Nullable YamlText text(String key) {
        return get(key) instanceof YamlText text ? text : null;
    }
}
