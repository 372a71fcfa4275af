package dev.sallyport.workload;

import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlList;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlText;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what looks like images in a chart's values: texts under keys that end in {@code image}, mappings with a repository and
 * a tag, a digest or a registry. What a switch ({@code enabled: false}) turns off is left out and noted.
 */
final class ValueImages {
    private static final List<String> DIGESTS = List.of("digest", "sha", "sha256", "imageDigest");

    private final String appVersion;
    private final YamlMap values;
    private final Findings findings;
    private final String globalRegistry;
    private final String ownRegistry;

    ValueImages(String appVersion, YamlMap values, Findings findings) {
        this.appVersion = appVersion;
        this.values = values;
        this.findings = findings;
        YamlMap globals = values.map("global");
        this.globalRegistry = globals == null ? "" : text(globals, "imageRegistry");
        this.ownRegistry = text(values, "imageRegistry");
    }

    /** @param others the keys that hold the values of charts inside this one */
    void scan(Set<String> others) {
        values.entries().forEach((key, value) -> {
            if (!others.contains(key)) {
                value(key, key, value, values);
            }
        });
    }

    private void value(String path, String key, Yaml value, YamlMap around) {
        if (value instanceof YamlMap map) {
            mapping(path, key, map);
        } else if (value instanceof YamlList list) {
            for (Yaml item : list.items()) {
                // An element of `images` is an image as one under `image` is.
                value(path + "[]", isPlural(key) && !(item instanceof YamlText) ? "image" : key, item, around);
            }
        } else if (value instanceof YamlText text) {
            scalar(path, key, text, around);
        }
    }

    private void mapping(String path, String key, YamlMap map) {
        YamlText enabled = map.text("enabled");
        if (enabled != null && enabled.isFalse()) {
            findings.note(Findings.at(map.place(), path) + " is left out: it is not enabled");
            return;
        }
        YamlText repository = repository(key, map);
        if (repository != null) {
            composed(path, map, repository);
        }
        map.entries().forEach((childKey, child) -> {
            if (repository == null || !(child instanceof YamlText)) {
                String shownKey = isPlural(key) && child instanceof YamlText ? key : childKey;
                value(path + '.' + childKey, shownKey, child, map);
            }
        });
    }

    // The text that names the image in a mapping that is one; null if it is none.
    private static @Nullable YamlText repository(String key, YamlMap map) {
        boolean hasParts = map.get("tag") != null || map.get("digest") != null || map.get("registry") != null;
        YamlText repository = map.text("repository");
        if (repository != null) {
            boolean isAddress = repository.value().contains("://");
            return !repository.value().isEmpty() && !isAddress && (isImage(key) || hasParts) ? repository : null;
        }
        YamlText named = map.text("image") != null ? map.text("image") : map.text("name");
        boolean looksSo =
                isImage(key) && hasParts && named != null && !named.value().isEmpty();
        return looksSo ? named : null;
    }

    private void composed(String path, YamlMap map, YamlText repository) {
        String registry = text(map, "registry");
        String name = repository.value();
        int slash = name.indexOf('/');
        boolean hosted = slash > 0 && (name.substring(0, slash).matches(".*[.:].*") || name.startsWith("localhost/"));
        boolean hasRegistry = map.entries().containsKey("registry");
        if (hasRegistry && !globalRegistry.isEmpty()) {
            registry = globalRegistry;
        } else if (!hasRegistry && !hosted) {
            registry = ownRegistry;
        }
        if (!registry.isEmpty() && !name.startsWith(registry + '/')) {
            name = registry + '/' + name;
        }
        String digest = DIGESTS.stream()
                .map(key -> text(map, key))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        String tag = text(map, "tag");
        boolean tagged = name.indexOf('@') >= 0 || name.indexOf(':', name.lastIndexOf('/') + 1) >= 0;
        if (tag.isEmpty() && digest.isEmpty() && !tagged) {
            tag = appVersion;
            if (tag.isEmpty()) {
                findings.unmirrorable(
                        Findings.at(repository.place(), path),
                        "it has no tag, and the chart no appVersion; give the tag in a values file");
                return;
            }
        }
        String whole = name + (tag.isEmpty() || tagged ? "" : ':' + tag);
        String pinned = digest.isEmpty() || whole.indexOf('@') >= 0 ? "" : '@' + withAlgorithm(digest);
        findings.image(whole + pinned, Findings.at(repository.place(), path), How.VALUES);
    }

    private static String withAlgorithm(String digest) {
        return digest.indexOf(':') < 0 ? "sha256:" + digest : digest;
    }

    private void scalar(String path, String key, YamlText text, YamlMap around) {
        String value = text.value().strip();
        boolean exact = key.equals("image");
        boolean looksSo = (value.indexOf('/') >= 0 || value.indexOf(':') >= 0)
                && value.chars().noneMatch(Character::isWhitespace)
                && !value.contains("://")
                && !value.startsWith("/");
        if (value.isEmpty() || text.isNull() || !(exact || (looksSo && (isImage(key) || isPlural(key))))) {
            return;
        }
        boolean tagged = value.indexOf('@') >= 0 || value.indexOf(':', value.lastIndexOf('/') + 1) >= 0;
        String tag = exact ? text(around, "tag") : "";
        String imageTag = text(around, key + "Tag");
        String chosen = !imageTag.isEmpty() ? imageTag : tag;
        String whole = tagged || chosen.isEmpty() ? value : value + ':' + chosen;
        findings.image(whole, Findings.at(text.place(), path), How.VALUES);
    }

    private static boolean isImage(String key) {
        return key.toLowerCase(Locale.ROOT).endsWith("image");
    }

    private static boolean isPlural(String key) {
        return key.toLowerCase(Locale.ROOT).endsWith("images");
    }

    private static String text(YamlMap map, String key) {
        YamlText text = map.text(key);
        return text == null ? "" : text.value().strip();
    }
}
