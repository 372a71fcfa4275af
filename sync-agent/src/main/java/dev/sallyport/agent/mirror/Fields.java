package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.mirror.YamlNode.YamlEntry;
import dev.sallyport.agent.mirror.YamlNode.YamlList;
import dev.sallyport.agent.mirror.YamlNode.YamlMap;
import dev.sallyport.agent.mirror.YamlNode.YamlNothing;
import dev.sallyport.agent.mirror.YamlNode.YamlText;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes values out of a mapping that fits its schema; anything else is a mistake of the program. */
record Fields(YamlMap map, Path folder) {
    /** Reads a value that the schema found good. */
    interface Reading<T> {
        T read(String text) throws SallyportException;
    }

    Place place() {
        return map.place();
    }

    boolean has(String name) {
        return node(name) != null;
    }

    @Nullable
    YamlNode node(String name) {
        YamlEntry entry = map.entries().get(name);
        return entry == null || entry.value() instanceof YamlNothing ? null : entry.value();
    }

    Place place(String name) {
        return requireNonNull(node(name), "no such value").place();
    }

    @Nullable
    String text(String name) {
        YamlNode node = node(name);
        return node == null ? null : text(node);
    }

    boolean flag(String name) {
        return "true".equals(text(name));
    }

    int count(String name) {
        String text = text(name);
        return text == null ? 0 : Integer.parseInt(text);
    }

    @Nullable
    Path path(String name) {
        String text = text(name);
        return text == null ? null : folder.resolve(text);
    }

    <T> @Nullable T value(String name, Reading<T> reading) {
        String text = text(name);
        return text == null ? null : good(text, reading);
    }

    <T> T required(String name, Reading<T> reading) {
        return requireNonNull(value(name, reading), name);
    }

    /** The items of a list; a value that is none is the only item. */
    List<YamlNode> items(String name) {
        YamlNode node = node(name);
        if (node == null) {
            return List.of();
        }
        return node instanceof YamlList list ? list.items() : List.of(node);
    }

    <T> List<T> values(String name, Reading<T> reading) {
        List<T> values = new ArrayList<>();
        for (YamlNode item : items(name)) {
            values.add(good(text(item), reading));
        }
        return values;
    }

    List<String> texts(String name) {
        return values(name, text -> text);
    }

    List<Path> paths(String name) {
        return values(name, folder::resolve);
    }

    /** A mapping of names to texts. */
    Map<String, String> textMap(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        members(name).forEach((key, value) -> texts.put(key, text(value)));
        return texts;
    }

    Map<String, YamlNode> members(String name) {
        Map<String, YamlNode> members = new LinkedHashMap<>();
        if (node(name) instanceof YamlMap inner) {
            inner.entries().forEach((key, entry) -> members.put(key, entry.value()));
        }
        return members;
    }

    /** An item that is a mapping, or a text that stands for a mapping with {@code key} alone. */
    Fields item(YamlNode item, String key) {
        if (item instanceof YamlMap mapping) {
            return new Fields(mapping, folder);
        }
        return new Fields(new YamlMap(item.place(), Map.of(key, new YamlEntry(item.place(), item))), folder);
    }

    private static String text(YamlNode node) {
        if (node instanceof YamlText text) {
            return text.value();
        }
        throw new IllegalStateException("The schema let something pass that is no text at " + node.place());
    }

    static <T> T good(String text, Reading<T> reading) {
        try {
            return reading.read(text);
        } catch (SallyportException e) {
            throw new IllegalStateException("The schema let something pass", e);
        }
    }
}
