package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of a YAML document. Scalars are text, whatever they look like: {@code 1.10} is a tag, not a number. */
sealed interface YamlNode {
    /** Where it begins. */
    Place place();

    /** A scalar. */
    record YamlText(Place place, String value) implements YamlNode {
        public YamlText {
            requireNonNull(place, "place is null");
            requireNonNull(value, "value is null");
        }
    }

    /** A key without a value, as {@code images:} with nothing behind it. */
    record YamlNothing(Place place) implements YamlNode {
        public YamlNothing {
            requireNonNull(place, "place is null");
        }
    }

    /** A sequence. */
    record YamlList(Place place, List<YamlNode> items) implements YamlNode {
        public YamlList {
            requireNonNull(place, "place is null");
            items = List.copyOf(items);
        }
    }

    /** A mapping, in the order it was written. */
    record YamlMap(Place place, Map<String, YamlEntry> entries) implements YamlNode {
        public YamlMap {
            requireNonNull(place, "place is null");
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }

    /** A value of a mapping and where its key is. */
    record YamlEntry(Place keyPlace, YamlNode value) {
        public YamlEntry {
            requireNonNull(keyPlace, "keyPlace is null");
            requireNonNull(value, "value is null");
        }
    }
}
