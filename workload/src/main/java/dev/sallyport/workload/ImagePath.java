package dev.sallyport.workload;

import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlList;
import dev.sallyport.yaml.YamlMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where objects of a kind, or of all kinds, name images: the part of JSONPath that points at things.
 *
 * <pre>
 * Prometheus: $.spec.image                              of this kind only
 * $.metadata.annotations['sidecar.example/image']       a key with dots
 * $.spec.steps[*].image   $.spec.images[0]              all elements, one element
 * $..sidecarImage                                       wherever the key is
 * </pre>
 *
 * @param kind the objects' kind; null for all
 * @param text as it was written, without the kind
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9535">JSONPath</a>
 */
public record ImagePath(@Nullable String kind, String text, List<Step> steps) {
    private static final int LONGEST = 1024;
    private static final int MOST_STEPS = 32;
    private static final Pattern SCOPED = Pattern.compile("([A-Za-z][A-Za-z0-9]*+)\\s*+:\\s*+(\\$.*)");
    private static final Pattern STEP = Pattern.compile("(?<each>\\[\\*]|\\.\\*)"
            + "|(?<dots>\\.\\.?)(?<name>[A-Za-z0-9_-]++)"
            + "|\\[(?<index>[0-9]{1,6})]"
            + "|\\['(?<single>[^']*+)']"
            + "|\\[\"(?<double>[^\"]*+)\"]");

    /** One step of a path. */
    public sealed interface Step {
        /** The value of a key. */
        record Child(String key) implements Step {}

        /** The values of a key in everything below. */
        record Below(String key) implements Step {}

        /** One element, from 0. */
        record Element(int index) implements Step {}

        /** All elements or all values. */
        record Each() implements Step {}
    }

    public ImagePath {
        steps = List.copyOf(steps);
    }

    /** Reads {@code [KIND:] $STEPS}. */
    public static ImagePath parse(String written) throws MalformedValueException {
        if (written.length() > LONGEST) {
            throw malformed(written);
        }
        Matcher scoped = SCOPED.matcher(written.strip());
        boolean hasKind = scoped.matches();
        String path = hasKind ? scoped.group(2) : written.strip();
        List<Step> steps = new ArrayList<>();
        Matcher step = STEP.matcher(path);
        int at = 1;
        while (at < path.length()) {
            step.region(at, path.length());
            if (!step.lookingAt() || steps.size() == MOST_STEPS) {
                throw malformed(written);
            }
            steps.add(step(step));
            at = step.end();
        }
        if (!path.startsWith("$") || steps.isEmpty()) {
            throw malformed(written);
        }
        return new ImagePath(hasKind ? scoped.group(1) : null, path, steps);
    }

    private static Step step(Matcher step) {
        if (step.group("each") != null) {
            return new Step.Each();
        }
        if (step.group("index") != null) {
            return new Step.Element(Integer.parseInt(step.group("index")));
        }
        if (step.group("name") != null) {
            return step.group("dots").length() == 2
                    ? new Step.Below(step.group("name"))
                    : new Step.Child(step.group("name"));
        }
        return new Step.Child(step.group("single") != null ? step.group("single") : step.group("double"));
    }

    private static MalformedValueException malformed(String text) {
        return new MalformedValueException(
                "image path", text, "[KIND:] $ and steps: .key ['key.with.dots'] [*] [0] ..key, at most " + MOST_STEPS);
    }

    /** What the path leads to in {@code object}, each value once. */
    List<Yaml> select(Yaml object) {
        List<Yaml> selected = List.of(object);
        for (Step step : steps) {
            // By identity: a value that several ways lead to is one value, and the work stays that of one walk a step.
            Set<Yaml> next = Collections.newSetFromMap(new IdentityHashMap<>());
            List<Yaml> ordered = new ArrayList<>();
            Set<Yaml> walked = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Yaml value : selected) {
                for (Yaml found : follow(step, value, walked)) {
                    if (next.add(found)) {
                        ordered.add(found);
                    }
                }
            }
            selected = ordered;
        }
        return selected;
    }

    private static List<Yaml> follow(Step step, Yaml value, Set<Yaml> walked) {
        if (step instanceof Step.Child child) {
            Yaml found = value instanceof YamlMap map ? map.get(child.key()) : null;
            return found == null ? List.of() : List.of(found);
        }
        if (step instanceof Step.Element element) {
            boolean there = value instanceof YamlList list
                    && element.index() < list.items().size();
            return there ? List.of(((YamlList) value).items().get(element.index())) : List.of();
        }
        if (step instanceof Step.Below below) {
            List<Yaml> found = new ArrayList<>();
            below(below.key(), value, found, walked);
            return found;
        }
        return children(value);
    }

    private static void below(String key, Yaml value, List<Yaml> found, Set<Yaml> walked) {
        if (!walked.add(value)) {
            return;
        }
        Yaml here = value instanceof YamlMap map ? map.get(key) : null;
        if (here != null) {
            found.add(here);
        }
        for (Yaml child : children(value)) {
            below(key, child, found, walked);
        }
    }

    private static List<Yaml> children(Yaml value) {
        if (value instanceof YamlMap map) {
            return map.entries().values().stream()
                    .filter(child -> !child.isNull())
                    .toList();
        }
        return value instanceof YamlList list ? list.items() : List.of();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return kind == null ? text : kind + ": " + text;
    }
}
