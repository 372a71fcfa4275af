package dev.sallyport.workload;

import dev.sallyport.yaml.Place;
import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlList;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlText;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the images of Kubernetes objects. A pod's containers are known by their shape wherever they stand in an object, which
 * covers every workload that holds a pod template, those of custom resources too.
 *
 * @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/">PodSpec</a>
 */
final class ManifestScan {
    private static final Map<String, String> CONTAINERS = containerKeys();
    private static final Set<String> WORKLOADS = Set.of(
            "Pod",
            "PodTemplate",
            "Deployment",
            "StatefulSet",
            "DaemonSet",
            "ReplicaSet",
            "ReplicationController",
            "Job",
            "CronJob");
    private static final Set<String> WORKLOAD_GROUPS = Set.of("v1", "apps", "batch");

    private final List<ImagePath> paths;
    private final How how;
    private final Function<Place, String> placeName;
    private final Findings findings;
    private final Set<ImagePath> matched = new LinkedHashSet<>();
    private final Set<Yaml> taken = Collections.newSetFromMap(new IdentityHashMap<>());

    /** An object: what it is called, and whether its containers must name images. */
    private record Owner(String name, boolean workload) {}

    /** @param placeName how the place of an image is written, without a space at its end */
    ManifestScan(List<ImagePath> paths, How how, Function<Place, String> placeName, Findings findings) {
        this.paths = List.copyOf(paths);
        this.how = how;
        this.placeName = placeName;
        this.findings = findings;
    }

    private static Map<String, String> containerKeys() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("initContainers", "init container");
        keys.put("containers", "container");
        keys.put("ephemeralContainers", "ephemeral container");
        return Collections.unmodifiableMap(keys);
    }

    /** Looks through one document. */
    void document(Yaml document) {
        if (document.isNull()) {
            return;
        }
        if (document instanceof YamlMap object && object.text("kind") != null) {
            object(object, "");
        } else {
            findings.note(
                    placeName.apply(document.place()) + " is left out: it is no Kubernetes object, it has no kind");
        }
    }

    /** Says which of the configured paths led nowhere. */
    void end() {
        for (ImagePath path : paths) {
            if (!matched.contains(path)) {
                findings.note("The path " + path + " leads to nothing in any object.");
            }
        }
    }

    private void object(YamlMap object, String kindOfList) {
        YamlText named = object.text("kind");
        String kind = named == null ? kindOfList : named.value();
        if (kind.endsWith("List") && object.get("items") instanceof YamlList items) {
            for (Yaml item : items.items()) {
                if (item instanceof YamlMap map) {
                    object(map, kind.substring(0, kind.length() - "List".length()));
                }
            }
            return;
        }
        if (kind.equals("Kustomization")) {
            findings.note(placeName.apply(object.place())
                    + ": a Kustomization is not applied; give what kustomize makes of it as a manifest");
        }
        Owner owner = new Owner(name(kind, object), isWorkload(kind, object));
        // A definition describes objects, it is none: its schema may show containers as an example.
        if (!kind.equals("CustomResourceDefinition")) {
            walk(object, owner);
        }
        for (ImagePath path : paths) {
            if (path.kind() == null || path.kind().equals(kind)) {
                path(path, object, owner);
            }
        }
    }

    private static String name(String kind, YamlMap object) {
        YamlMap metadata = object.map("metadata");
        YamlText name = metadata == null ? null : metadata.text("name");
        YamlText generated = metadata == null ? null : metadata.text("generateName");
        YamlText namespace = metadata == null ? null : metadata.text("namespace");
        String shown = name != null ? name.value() : generated != null ? generated.value() + "…" : "without a name";
        return (kind.isEmpty() ? "object" : kind) + ' ' + (namespace == null ? "" : namespace.value() + '/') + shown;
    }

    private static boolean isWorkload(String kind, YamlMap object) {
        YamlText version = object.text("apiVersion");
        String group = version == null ? "v1" : version.value().split("/", 2)[0];
        return WORKLOADS.contains(kind) && WORKLOAD_GROUPS.contains(group);
    }

    private void walk(Yaml value, Owner owner) {
        if (value instanceof YamlList list) {
            list.items().forEach(item -> walk(item, owner));
        } else if (value instanceof YamlMap map) {
            boolean pod = CONTAINERS.keySet().stream().anyMatch(key -> map.get(key) instanceof YamlList);
            CONTAINERS.forEach((key, what) -> {
                if (map.get(key) instanceof YamlList containers) {
                    containers.items().forEach(container -> container(container, what, owner));
                }
            });
            map.entries().forEach((key, child) -> {
                if (pod && key.equals("volumes") && child instanceof YamlList volumes) {
                    volumes.items().forEach(volume -> volume(volume, owner));
                } else if (!CONTAINERS.containsKey(key) || !(child instanceof YamlList)) {
                    walk(child, owner);
                }
            });
        }
    }

    private void container(Yaml container, String what, Owner owner) {
        if (!(container instanceof YamlMap map)) {
            return;
        }
        YamlText name = map.text("name");
        String whole = what + ' ' + (name == null ? "without a name" : name.value());
        Yaml image = map.get("image");
        if (image != null && (owner.workload() || image instanceof YamlText)) {
            image(image, whole, owner, how);
        } else if (owner.workload()) {
            findings.unmirrorable(where(map.place(), owner, whole), "it names no image");
        }
    }

    private void volume(Yaml volume, Owner owner) {
        YamlMap image = volume instanceof YamlMap map ? map.map("image") : null;
        Yaml reference = image == null ? null : image.get("reference");
        if (reference != null) {
            YamlText name = ((YamlMap) volume).text("name");
            image(reference, "image volume " + (name == null ? "without a name" : name.value()), owner, how);
        }
    }

    private void path(ImagePath path, YamlMap object, Owner owner) {
        for (Yaml value : path.select(object)) {
            matched.add(path);
            List<Yaml> values = value instanceof YamlList list ? list.items() : List.of(value);
            for (Yaml each : values) {
                if (!taken.contains(each)) {
                    image(each, "at " + path.text(), owner, How.CUSTOM_PATH);
                }
            }
        }
    }

    private void image(Yaml image, String what, Owner owner, How found) {
        String where = where(image.place(), owner, what);
        if (image instanceof YamlText text) {
            taken.add(image);
            findings.image(text.value(), where, found);
        } else {
            findings.unmirrorable(where, "the image there is no text");
        }
    }

    private String where(Place place, Owner owner, String what) {
        return placeName.apply(place) + ' ' + owner.name() + ", " + what;
    }
}
