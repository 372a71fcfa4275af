package dev.sallyport.workload;

import static java.util.Objects.requireNonNull;

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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a Compose service bears on images, from all the places that define it, the later ones last.
 *
 * @param fields by key; a key that is replaced has one value, a key whose lists are joined has one for each place
 */
record ComposeService(String name, Place place, Map<String, List<Scoped>> fields) {
    private static final Set<String> REPLACED = Set.of("image", "build", "provider");
    private static final Set<String> JOINED = Set.of("profiles", "volumes");

    /** A value and the variables of the file it stands in. */
    record Scoped(Yaml value, Variables variables) {
        /** The text with its variables filled in. */
        String text() throws MalformedDocumentException, UnsetVariableException {
            if (value instanceof YamlText text) {
                return Interpolation.expand(Interpolation.Dialect.COMPOSE, text.value(), variables, text.place());
            }
            throw new MalformedDocumentException(value.place(), "a text is expected here");
        }

        List<Scoped> items() throws MalformedDocumentException {
            if (value instanceof YamlList list) {
                return list.items().stream()
                        .map(item -> new Scoped(item, variables))
                        .toList();
            }
            throw new MalformedDocumentException(value.place(), "a list is expected here");
        }
    }

    ComposeService {
        requireNonNull(name, "name is null");
        requireNonNull(place, "place is null");
        fields = Map.copyOf(fields);
    }

    static ComposeService read(String name, Yaml definition, Variables variables) throws MalformedDocumentException {
        if (!(definition instanceof YamlMap map)) {
            throw new MalformedDocumentException(definition.place(), "service '" + name + "' is no mapping");
        }
        Map<String, List<Scoped>> fields = new LinkedHashMap<>();
        map.entries().forEach((key, value) -> {
            if (REPLACED.contains(key) || JOINED.contains(key)) {
                fields.put(key, List.of(new Scoped(value, variables)));
            }
        });
        return new ComposeService(name, map.place(), fields);
    }

    /** This service with what {@code later} says on top of it. */
    ComposeService with(ComposeService later) {
        Map<String, List<Scoped>> joined = new LinkedHashMap<>(fields);
        later.fields.forEach((key, values) -> {
            List<Scoped> all = new ArrayList<>(JOINED.contains(key) ? joined.getOrDefault(key, List.of()) : List.of());
            for (Scoped scoped : values) {
                String tag = scoped.value().tag();
                if ("!reset".equals(tag)) {
                    all.clear();
                    joined.remove(key);
                } else if (!scoped.value().isNull()) {
                    if ("!override".equals(tag)) {
                        all.clear();
                    }
                    all.add(scoped);
                }
            }
            if (!all.isEmpty()) {
                joined.put(key, all);
            }
        });
        return new ComposeService(name, later.place, joined);
    }

    /** The same under another service's name. */
    ComposeService named(String other) {
        return new ComposeService(other, place, fields);
    }

    /** The value of a key that is replaced; null if there is none. */
    @Nullable
    Scoped field(String key) {
        List<Scoped> values = fields.getOrDefault(key, List.of());
        Scoped last = values.isEmpty() ? null : values.get(values.size() - 1);
        boolean says = last != null
                && !last.value().isNull()
                && !"!reset".equals(last.value().tag());
        return says ? last : null;
    }

    /** The elements of a key whose lists are joined. */
    List<Scoped> elements(String key) throws MalformedDocumentException {
        List<Scoped> elements = new ArrayList<>();
        for (Scoped scoped : fields.getOrDefault(key, List.of())) {
            if (!scoped.value().isNull() && !"!reset".equals(scoped.value().tag())) {
                elements.addAll(scoped.items());
            }
        }
        return elements;
    }
}
