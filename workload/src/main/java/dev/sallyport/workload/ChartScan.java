package dev.sallyport.workload;

import dev.sallyport.workload.Chart.Dependency;
import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlList;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlText;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds images in what a chart says about itself, without rendering it: its values and annotations, and those of the charts
 * inside it that its values switch on.
 */
final class ChartScan {
    private static final List<String> ANNOTATIONS = List.of("artifacthub.io/images", "helm.sh/images");
    private static final int MOST_CHARTS = 2000;

    private final Findings findings;
    private final @Nullable YamlMap tags;
    private int charts;

    /** @param values the outermost chart's own, under those that the user gave */
    ChartScan(YamlMap values, Findings findings) {
        this.tags = values.map("tags");
        this.findings = findings;
    }

    /** @param values of this chart, all overrides in them */
    void scan(Chart chart, YamlMap values) throws MalformedDocumentException {
        if (++charts > MOST_CHARTS) {
            throw new MalformedDocumentException(
                    chart.about().place(), "charts stand for more than " + MOST_CHARTS + " others by their aliases");
        }
        annotations(chart);
        Set<String> keysOfOthers = new HashSet<>();
        Set<String> listed = new HashSet<>();
        for (Dependency dependency : chart.dependencies()) {
            keysOfOthers.add(dependency.key());
            listed.add(dependency.name());
            dependency(chart, dependency, values);
        }
        for (Chart inside : chart.charts()) {
            if (!listed.contains(inside.name())) {
                keysOfOthers.add(inside.name());
                scan(inside, ChartValues.inside(inside.values(), values, inside.name()));
            }
        }
        if (!chart.isLibrary()) {
            new ValueImages(chart.appVersion(), values, findings).scan(keysOfOthers);
        }
    }

    private void dependency(Chart chart, Dependency dependency, YamlMap values) throws MalformedDocumentException {
        Chart inside = find(chart.charts(), dependency);
        YamlMap own = inside == null
                ? values
                : ChartValues.with(
                        values, dependency.key(), ChartValues.inside(inside.values(), values, dependency.key()));
        String where = Findings.at(dependency.place(), "chart " + dependency.key());
        if (!isOn(dependency, own)) {
            findings.note(where + " is left out: the values switch it off");
        } else if (inside == null) {
            findings.unmirrorable(where, "it is not in the charts folder; run helm dependency build first");
        } else {
            scan(inside, ChartValues.inside(inside.values(), values, dependency.key()));
        }
    }

    private static @Nullable Chart find(List<Chart> charts, Dependency dependency) {
        Chart found = null;
        for (Chart chart : charts) {
            boolean sameName = chart.name().equals(dependency.name());
            if (sameName && (found == null || chart.version().equals(dependency.version()))) {
                found = chart;
            }
        }
        return found;
    }

    // The first condition that says something decides, else the tags, else it is on.
    private boolean isOn(Dependency dependency, YamlMap values) {
        for (String path : dependency.condition()) {
            if (ChartValues.at(values, path) instanceof YamlText text && (text.isTrue() || text.isFalse())) {
                return text.isTrue();
            }
        }
        boolean off = false;
        for (String tag : dependency.tags()) {
            YamlText text = tags == null ? null : tags.text(tag);
            if (text != null && text.isTrue()) {
                return true;
            }
            off |= text != null && text.isFalse();
        }
        return !off;
    }

    private void annotations(Chart chart) {
        YamlMap annotations = chart.about().map("annotations");
        for (String name : ANNOTATIONS) {
            YamlText text = annotations == null ? null : annotations.text(name);
            if (text != null) {
                annotation(name, text);
            }
        }
    }

    // A list of images, written as YAML in a text.
    private void annotation(String name, YamlText annotation) {
        String where = Findings.at(annotation.place(), name);
        List<Yaml> documents;
        try {
            documents = Chart.READER.read(name, annotation.value().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedDocumentException e) {
            findings.unmirrorable(where, "the annotation is no list of images: " + e.getMessage());
            return;
        }
        for (Yaml document : documents) {
            List<Yaml> items = document instanceof YamlList list ? list.items() : List.of(document);
            for (Yaml item : items) {
                YamlText image =
                        item instanceof YamlMap map ? map.text("image") : item instanceof YamlText text ? text : null;
                if (image == null) {
                    findings.unmirrorable(where, "the annotation has an item that names no image");
                } else {
                    findings.image(image.value(), where, How.ANNOTATION);
                }
            }
        }
    }
}
