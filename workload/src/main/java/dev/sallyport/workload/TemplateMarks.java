package dev.sallyport.workload;

import dev.sallyport.yaml.Place;
import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlList;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells templates from manifests. */
final class TemplateMarks {
    private static final String MARK = "{{";

    // Workflow engines fill in their own {{inputs.x}} at run time: those are manifests.
    private static final Pattern CHART =
            Pattern.compile("\\{\\{-?\\s*+(?:[.$(\"]|(?:include|template|tpl|printf|default|if|with|range)\\b)");

    private TemplateMarks() {}

    /** The first mark in a file; null if it has none. */
    static @Nullable Place first(String file, String text) {
        int at = text.indexOf(MARK);
        if (at < 0) {
            return null;
        }
        int line =
                1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
        return new Place(file, line, at - text.lastIndexOf('\n', at));
    }

    /**
     * The first mark of a chart in an {@code image} or a {@code kind}; null if there is none. Other texts may have them for programs of
     * their own: alerts, dashboards.
     */
    static @Nullable Place inImages(Yaml value) {
        if (value instanceof YamlMap map) {
            for (String key : new String[] {"image", "kind"}) {
                YamlText text = map.text(key);
                if (text != null && CHART.matcher(text.value()).find()) {
                    return text.place();
                }
            }
            return first(map.entries().values());
        }
        return value instanceof YamlList list ? first(list.items()) : null;
    }

    private static @Nullable Place first(Iterable<Yaml> values) {
        for (Yaml value : values) {
            Place mark = inImages(value);
            if (mark != null) {
                return mark;
            }
        }
        return null;
    }
}
