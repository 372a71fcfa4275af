package dev.sallyport.workload;

import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How helm lays values over each other. */
final class ChartValues {
    private ChartValues() {}

    /** {@code top} over {@code base}: mappings are joined, a null takes away, everything else replaces. */
    static YamlMap over(YamlMap base, YamlMap top) {
        Map<String, Yaml> joined = new LinkedHashMap<>(base.entries());
        top.entries().forEach((key, value) -> {
            Yaml below = joined.get(key);
            if (value.isNull()) {
                joined.remove(key);
            } else if (below instanceof YamlMap under && value instanceof YamlMap map) {
                joined.put(key, over(under, map));
            } else {
                joined.put(key, value);
            }
        });
        return new YamlMap(joined, null, base.place());
    }

    /** What a chart inside another gets: its own values, under those that the other has for it, and the other's globals. */
    static YamlMap inside(YamlMap own, YamlMap others, String key) {
        YamlMap given = others.map(key);
        YamlMap values = given == null ? own : over(own, given);
        YamlMap globals = others.map("global");
        if (globals == null) {
            return values;
        }
        YamlMap known = values.map("global");
        return with(values, "global", known == null ? globals : over(known, globals));
    }

    static YamlMap with(YamlMap map, String key, Yaml value) {
        Map<String, Yaml> entries = new LinkedHashMap<>(map.entries());
        entries.put(key, value);
        return new YamlMap(entries, null, map.place());
    }

    /** The value at {@code a.b.c}; null if there is none. */
    static @Nullable Yaml at(YamlMap values, String path) {
        Yaml value = values;
        int from = 0;
        while (value instanceof YamlMap map && from <= path.length()) {
            int dot = path.indexOf('.', from);
            int end = dot < 0 ? path.length() : dot;
            value = map.get(path.substring(from, end));
            from = end + 1;
        }
        return from > path.length() ? value : null;
    }
}
