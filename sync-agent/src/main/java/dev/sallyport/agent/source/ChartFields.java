package dev.sallyport.agent.source;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.Place;
import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlList;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes typed members out of a mapping in a Chart.yaml; scalars are text as they are written, made printable as Helm does. */
final class ChartFields {
    private static final int LONGEST = 200;

    private final YamlMap map;

    private ChartFields(YamlMap map) {
        this.map = map;
    }

    /** The one document of a file. */
    static ChartFields of(String file, List<Yaml> documents) throws MalformedDocumentException {
        if (documents.size() == 1 && documents.get(0) instanceof YamlMap map) {
            return new ChartFields(map);
        }
        throw new MalformedDocumentException(new Place(file, 1, 1), "it is not one mapping");
    }

    /** Text that must be there and match. */
    String required(String name, String pattern, String expected) throws MalformedDocumentException {
        String text = text(name);
        if (text.length() > LONGEST || !text.matches(pattern)) {
            Yaml value = map.get(name);
            throw new MalformedDocumentException(
                    value == null ? map.place() : value.place(), "'" + name + "' is not " + expected);
        }
        return text;
    }

    /** Text; empty if there is none. */
    String text(String name) throws MalformedDocumentException {
        @Nullable Yaml value = map.get(name);
        return value == null ? "" : printable(scalar(name, value));
    }

    /** The texts of a list; none if there is none. */
    List<String> texts(String name) throws MalformedDocumentException {
        List<String> texts = new ArrayList<>();
        for (Yaml item : items(name)) {
            texts.add(printable(scalar(name, item)));
        }
        return texts;
    }

    /** The mappings of a list; none if there is none. */
    List<ChartFields> maps(String name) throws MalformedDocumentException {
        List<ChartFields> maps = new ArrayList<>();
        for (Yaml item : items(name)) {
            if (!(item instanceof YamlMap child)) {
                throw new MalformedDocumentException(item.place(), "'" + name + "' has what is not a mapping");
            }
            maps.add(new ChartFields(child));
        }
        return maps;
    }

    /** A mapping of texts, sorted. */
    Map<String, String> textMap(String name) throws MalformedDocumentException {
        Map<String, String> texts = new TreeMap<>();
        @Nullable Yaml value = map.get(name);
        if (value == null) {
            return texts;
        }
        if (!(value instanceof YamlMap child)) {
            throw new MalformedDocumentException(value.place(), "'" + name + "' is not a mapping");
        }
        for (Map.Entry<String, Yaml> entry : child.entries().entrySet()) {
            texts.put(entry.getKey(), entry.getValue().isNull() ? "" : scalar(name, entry.getValue()));
        }
        return texts;
    }

    void put(JsonWriter json, String name) throws MalformedDocumentException {
        String text = text(name);
        if (!text.isEmpty()) {
            json.put(name, text);
        }
    }

    void putTexts(JsonWriter json, String name) throws MalformedDocumentException {
        List<String> texts = texts(name);
        if (!texts.isEmpty()) {
            json.putAll(name, texts, Json::of);
        }
    }

    /** Puts a truth value if it is true. */
    void putFlag(JsonWriter json, String name) throws MalformedDocumentException {
        @Nullable Yaml value = map.get(name);
        if (value == null) {
            return;
        }
        if (!(value instanceof YamlText text) || (!text.isTrue() && !text.isFalse())) {
            throw new MalformedDocumentException(value.place(), "'" + name + "' is not true or false");
        }
        if (text.isTrue()) {
            json.put(name, true);
        }
    }

    /** Puts a list of whatever it holds. */
    void putAny(JsonWriter json, String name) throws MalformedDocumentException {
        List<Yaml> items = items(name);
        if (!items.isEmpty()) {
            json.putAll(name, items, ChartFields::json);
        }
    }

    private static Json json(Yaml value) {
        if (value instanceof YamlMap map) {
            Map<String, Json> members = new TreeMap<>();
            map.entries().forEach((key, member) -> members.put(key, json(member)));
            return new Json.JsonObject(new LinkedHashMap<>(members));
        } else if (value instanceof YamlList list) {
            return new Json.JsonArray(
                    list.items().stream().map(ChartFields::json).toList());
        }
        YamlText text = (YamlText) value;
        if (text.isNull()) {
            return Json.NULL;
        } else if (text.isTrue() || text.isFalse()) {
            return Json.of(text.isTrue());
        }
        boolean number = text.plain() && text.value().matches("-?(?:0|[1-9][0-9]{0,17})");
        return number ? new Json.JsonNumber(text.value()) : Json.of(text.value());
    }

    private List<Yaml> items(String name) throws MalformedDocumentException {
        @Nullable Yaml value = map.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof YamlList list) {
            return list.items();
        }
        throw new MalformedDocumentException(value.place(), "'" + name + "' is not a list");
    }

    private static String scalar(String name, Yaml value) throws MalformedDocumentException {
        if (value instanceof YamlText text) {
            return text.value();
        }
        throw new MalformedDocumentException(value.place(), "'" + name + "' is not text");
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                printable.append(' ');
            } else if (isPrintable(c)) {
                printable.appendCodePoint(c);
            }
        });
        return printable.toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
