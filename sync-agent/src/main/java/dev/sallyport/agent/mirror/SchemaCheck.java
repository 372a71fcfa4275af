package dev.sallyport.agent.mirror;

import dev.sallyport.agent.mirror.YamlNode.YamlEntry;
import dev.sallyport.agent.mirror.YamlNode.YamlList;
import dev.sallyport.agent.mirror.YamlNode.YamlMap;
import dev.sallyport.agent.mirror.YamlNode.YamlNothing;
import dev.sallyport.agent.mirror.YamlNode.YamlText;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Holds a document against a schema and says in words what does not fit. */
final class SchemaCheck {
    private static final int MOST_PROBLEMS = 1000;
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9][0-9]{0,17})");
    private static final Pattern USER_INFORMATION = Pattern.compile("://[^/?#]*@");

    private final List<Problem> problems;

    SchemaCheck(List<Problem> problems) {
        this.problems = problems;
    }

    /** @param path where in the document, as people write it; empty for all of it */
    void check(YamlNode node, SchemaRule rule, String path) {
        if (rule.never()) {
            problem(node.place(), path, "does not go together with the rest here");
            return;
        }
        int before = problems.size();
        if (rule.reference() != null) {
            check(node, rule.reference(), path);
        }
        if (problems.size() > before || problems.size() >= MOST_PROBLEMS) {
            return;
        }
        if (!rule.types().isEmpty() && rule.types().stream().noneMatch(type -> isType(node, type))) {
            problem(node.place(), path, found(node) + "; expected " + rule.expected());
            return;
        }
        if (node instanceof YamlText text) {
            checkText(text, rule, path);
        } else if (node instanceof YamlList list) {
            checkList(list, rule, path);
        } else if (node instanceof YamlMap map) {
            checkMap(map, rule, path);
        }
    }

    private static boolean isType(YamlNode node, String type) {
        return switch (type) {
            case "object" -> node instanceof YamlMap;
            case "array" -> node instanceof YamlList;
            case "null" -> node instanceof YamlNothing;
            case "integer" ->
                node instanceof YamlText text && INTEGER.matcher(text.value()).matches();
            case "boolean" -> node instanceof YamlText text && text.value().matches("true|false");
            // Numbers go with text everywhere: what looks like one is text here.
            default -> node instanceof YamlText && !type.equals("number");
        };
    }

    private static String found(YamlNode node) {
        if (node instanceof YamlText text) {
            return "is " + Redacted.quote(text.value());
        }
        return node instanceof YamlMap ? "is a mapping" : node instanceof YamlList ? "is a list" : "is empty";
    }

    private void checkText(YamlText text, SchemaRule rule, String path) {
        String value = text.value();
        if (USER_INFORMATION.matcher(value).find()) {
            problem(
                    text.place(),
                    path,
                    "has a user or a password in its address, which is not shown; expected none: 'docker login' and"
                            + " 'podman login' keep them where they are found");
            return;
        }
        int length = value.codePointCount(0, value.length());
        boolean fits = length >= rule.minLength()
                && length <= rule.maxLength()
                && (rule.choices().isEmpty() || rule.choices().contains(value))
                && (rule.pattern() == null || rule.pattern().matcher(value).find())
                && (rule.format() == null || SchemaFormats.accepts(rule.format(), value))
                && isInRange(value, rule);
        if (!fits) {
            problem(text.place(), path, found(text) + "; expected " + rule.expected());
        }
    }

    private static boolean isInRange(String value, SchemaRule rule) {
        if (!rule.types().contains("integer") || !INTEGER.matcher(value).matches()) {
            return true;
        }
        long number = Long.parseLong(value);
        return number >= rule.minimum() && number <= rule.maximum();
    }

    private void checkList(YamlList list, SchemaRule rule, String path) {
        int size = list.items().size();
        if (size < rule.minItems() || size > rule.maxItems()) {
            problem(list.place(), path, "has " + size + " items; expected " + rule.expected());
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < size && problems.size() < MOST_PROBLEMS; i++) {
            YamlNode item = list.items().get(i);
            String itemPath = path + '[' + i + ']';
            if (rule.items() != null) {
                check(item, rule.items(), itemPath);
            }
            if (rule.uniqueItems() && item instanceof YamlText text && !seen.add(text.value())) {
                problem(item.place(), itemPath, found(item) + ", which is in the list already; expected it once");
            }
        }
    }

    private void checkMap(YamlMap map, SchemaRule rule, String path) {
        if (map.entries().size() > rule.maxProperties()) {
            problem(map.place(), path, "has " + map.entries().size() + " entries; expected " + rule.expected());
            return;
        }
        for (Map.Entry<String, YamlEntry> entry : map.entries().entrySet()) {
            if (problems.size() < MOST_PROBLEMS) {
                checkProperty(entry.getKey(), entry.getValue(), rule, path);
            }
        }
        checkPresence(map, rule, path);
        rule.dependentSchemas().forEach((name, schema) -> {
            if (map.entries().containsKey(name)) {
                checkDependent(map, name, schema, path);
            }
        });
    }

    private void checkProperty(String name, YamlEntry entry, SchemaRule rule, String path) {
        SchemaRule names = rule.propertyNames();
        if (names != null) {
            check(new YamlText(entry.keyPlace(), name), names, child(path, name));
        }
        SchemaRule own = rule.properties().get(name);
        SchemaRule other = rule.otherProperties();
        if (own != null) {
            check(entry.value(), own, child(path, name));
        } else if (other != null && other.never()) {
            Optional<String> near = Nearest.of(name, rule.properties().keySet());
            problem(
                    entry.keyPlace(),
                    child(path, name),
                    "is not known; "
                            + near.map(key -> "did you mean " + key + "?")
                                    .orElse("expected one of "
                                            + String.join(
                                                    ", ", rule.properties().keySet())));
        } else if (other != null) {
            check(entry.value(), other, child(path, name));
        }
    }

    private void checkPresence(YamlMap map, SchemaRule rule, String path) {
        Set<String> keys = map.entries().keySet();
        for (String name : rule.required()) {
            if (!keys.contains(name)) {
                SchemaRule missing = rule.properties().get(name);
                String expected = missing == null ? "" : "; expected " + missing.expected();
                problem(map.place(), child(path, name), "is missing" + expected);
            }
        }
        List<String> exclusive = rule.oneOf().stream().filter(keys::contains).toList();
        if (!rule.oneOf().isEmpty() && exclusive.isEmpty()) {
            problem(map.place(), path, "is no " + kind(rule) + "; expected " + String.join(" or ", rule.oneOf()));
        } else if (exclusive.size() > 1) {
            problem(map.place(), path, "has " + String.join(" and ", exclusive) + "; expected one of them, not both");
        }
        if (!rule.anyOf().isEmpty() && rule.anyOf().stream().noneMatch(keys::contains)) {
            problem(map.place(), path, "does not say which; expected one of " + String.join(", ", rule.anyOf()));
        }
        rule.dependentRequired().forEach((name, needed) -> {
            // With both of two that exclude each other, one problem is enough.
            if (keys.contains(name) && exclusive.size() < 2 && !keys.containsAll(needed)) {
                problem(
                        keyPlace(map, name),
                        child(path, name),
                        "is of no use here; expected it beside " + String.join(" and ", needed));
            }
        });
    }

    private static String kind(SchemaRule rule) {
        String expected = rule.expected();
        return expected.replaceFirst("^an? ", "").replaceFirst(" \\(.*", "");
    }

    private void checkDependent(YamlMap map, String name, SchemaRule schema, String path) {
        schema.properties().forEach((other, rule) -> {
            if (rule.never() && map.entries().containsKey(other)) {
                problem(
                        keyPlace(map, other),
                        child(path, other),
                        "does not go together with " + name + "; expected one of them");
            }
        });
        checkPresence(map, schema, path);
    }

    private static Place keyPlace(YamlMap map, String name) {
        YamlEntry entry = map.entries().get(name);
        return entry == null ? map.place() : entry.keyPlace();
    }

    private static String child(String path, String name) {
        if (PLAIN_KEY.matcher(name).matches()) {
            return path.isEmpty() ? name : path + '.' + name;
        }
        return path + '[' + Redacted.quote(name) + ']';
    }

    private void problem(Place place, String path, String text) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(new Problem(place, (path.isEmpty() ? "the file" : path) + ' ' + text));
        }
    }
}
