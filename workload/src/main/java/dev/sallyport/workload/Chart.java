package dev.sallyport.workload;

import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.Place;
import dev.sallyport.yaml.RepeatedKeys;
import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlLimits;
import dev.sallyport.yaml.YamlList;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlReader;
import dev.sallyport.yaml.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chart as its files describe it.
 *
 * @param about {@code Chart.yaml}
 * @param values {@code values.yaml}; empty if there is none
 * @param charts what lies in its {@code charts} folder
 * @see <a href="https://helm.sh/docs/topics/charts/">charts</a>
 */
record Chart(YamlMap about, YamlMap values, List<Dependency> dependencies, List<Chart> charts) {
    static final YamlReader READER = new YamlReader(YamlLimits.USUAL, RepeatedKeys.LAST_COUNTS);

    /**
     * A chart that another needs.
     *
     * @param key what its values are called in the other's
     * @param condition paths into the other's values that switch it on and off
     */
    record Dependency(String name, String version, String key, List<String> condition, List<String> tags, Place place) {
        Dependency {
            condition = List.copyOf(condition);
            tags = List.copyOf(tags);
        }
    }

    Chart {
        dependencies = List.copyOf(dependencies);
        charts = List.copyOf(charts);
    }

    static Chart read(ChartFiles files) throws MalformedDocumentException, WorkloadFileException {
        YamlMap about = map(files, "Chart.yaml");
        if (about == null) {
            throw new WorkloadFileException(files.label(), "it is no chart: it has no Chart.yaml");
        }
        YamlMap values = map(files, "values.yaml");
        YamlMap requirements = map(files, "requirements.yaml");
        Yaml listed = about.get("dependencies");
        if (listed == null && requirements != null) {
            listed = requirements.get("dependencies");
        }
        List<Chart> charts = new ArrayList<>();
        for (ChartFiles inside : files.charts().values()) {
            charts.add(read(inside));
        }
        return new Chart(
                about,
                values == null ? new YamlMap(Map.of(), null, about.place()) : values,
                dependencies(listed),
                charts);
    }

    private static @Nullable YamlMap map(ChartFiles files, String name) throws MalformedDocumentException {
        byte[] content = files.files().get(name);
        if (content == null) {
            return null;
        }
        return firstMap(files.label() + '/' + name, content);
    }

    /** The mapping that a file holds; an empty file holds an empty one. */
    static YamlMap firstMap(String file, byte[] content) throws MalformedDocumentException {
        List<Yaml> documents = READER.read(file, content);
        if (documents.isEmpty() || documents.get(0).isNull()) {
            return new YamlMap(Map.of(), null, new Place(file, 1, 1));
        }
        if (documents.get(0) instanceof YamlMap map) {
            return map;
        }
        throw new MalformedDocumentException(documents.get(0).place(), "a mapping is expected here");
    }

    private static List<Dependency> dependencies(@Nullable Yaml listed) {
        List<Dependency> dependencies = new ArrayList<>();
        if (listed instanceof YamlList list) {
            for (Yaml item : list.items()) {
                if (item instanceof YamlMap map && map.text("name") != null) {
                    dependencies.add(dependency(map));
                }
            }
        }
        return dependencies;
    }

    private static Dependency dependency(YamlMap map) {
        String name = text(map, "name");
        String alias = text(map, "alias");
        List<String> condition = new ArrayList<>();
        for (String path : List.of(text(map, "condition").split(",", -1))) {
            if (!path.isBlank()) {
                condition.add(path.strip());
            }
        }
        List<String> tags = new ArrayList<>();
        if (map.get("tags") instanceof YamlList list) {
            for (Yaml tag : list.items()) {
                tags.add(tag instanceof YamlText text ? text.value() : "");
            }
        }
        return new Dependency(name, text(map, "version"), alias.isEmpty() ? name : alias, condition, tags, map.place());
    }

    private static String text(YamlMap map, String key) {
        YamlText text = map.text(key);
        return text == null ? "" : text.value();
    }

    String name() {
        return text(about, "name");
    }

    String version() {
        return text(about, "version");
    }

    /** What an empty tag stands for; may be empty itself. */
    String appVersion() {
        return text(about, "appVersion");
    }

    /** Whether it only lends templates to others and makes nothing by itself. */
    boolean isLibrary() {
        return text(about, "type").equals("library");
    }
}
