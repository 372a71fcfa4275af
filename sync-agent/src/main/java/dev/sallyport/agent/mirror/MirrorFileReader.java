package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import dev.sallyport.agent.mirror.MirrorItem.ArchiveItem;
import dev.sallyport.agent.mirror.MirrorItem.ChartItem;
import dev.sallyport.agent.mirror.MirrorItem.ComposeItem;
import dev.sallyport.agent.mirror.MirrorItem.DockerfileItem;
import dev.sallyport.agent.mirror.MirrorItem.FileItem;
import dev.sallyport.agent.mirror.MirrorItem.ImageItem;
import dev.sallyport.agent.mirror.MirrorItem.ListItem;
import dev.sallyport.agent.mirror.MirrorItem.ManifestItem;
import dev.sallyport.agent.mirror.MirrorItem.ReferenceItem;
import dev.sallyport.agent.mirror.MirrorItem.RepositoryItem;
import dev.sallyport.agent.mirror.YamlNode.YamlMap;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Platform;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.oci.VersionRange;
import dev.sallyport.terminal.Lifetimes;
import dev.sallyport.terminal.Sizes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Turns a mirror file that fits its schema into records. */
final class MirrorFileReader {
    private final Path file;
    private final Fields root;
    private final Treatment common;

    MirrorFileReader(Path file, YamlMap document) {
        this.file = file;
        Path parent = file.getParent();
        this.root = new Fields(document, parent == null ? Path.of("") : parent);
        this.common = new Treatment(
                root.values("platforms", Platform::parse),
                root.has("include") ? root.texts("include") : Treatment.ALL_REFERRERS,
                false,
                null);
    }

    /** What no schema can say: things that are named twice, and references that contradict their pins. */
    List<Problem> contradictions() {
        List<Problem> problems = new ArrayList<>();
        Map<String, Place> named = new HashMap<>();
        for (YamlNode item : root.items("images")) {
            Fields fields = root.item(item, "ref");
            Reference reference = fields.value("ref", Reference::parse);
            if (reference == null) {
                continue;
            }
            once(named, fields, "ref", reference.toString(), problems);
            Digest pin = fields.value("digest", Digest::parse);
            if (pin != null && reference.digest() != null && !pin.equals(reference.digest())) {
                problems.add(new Problem(
                        fields.place("digest"), "digest is " + pin + "; expected that of ref, " + reference.digest()));
            }
        }
        for (String section : List.of("charts", "archives", "files")) {
            for (YamlNode item : root.items(section)) {
                Fields fields = root.item(item, "path");
                Reference name = fields.value("name", Reference::parse);
                if (name != null) {
                    once(named, fields, "name", name.toString(), problems);
                }
            }
        }
        return problems;
    }

    private static void once(Map<String, Place> named, Fields fields, String key, String name, List<Problem> problems) {
        Place earlier = named.putIfAbsent(name, fields.place(key));
        if (earlier != null) {
            problems.add(new Problem(
                    fields.place(key), name + " is there already on line " + earlier.line() + "; expected it once"));
        }
    }

    MirrorFile read() {
        return new MirrorFile(
                file,
                root.required("stream", StreamName::parse),
                root.paths("key"),
                root.path("output"),
                root.path("state"),
                common.platforms(),
                common.include(),
                root.value("volume-size", Sizes::parse),
                root.value("expires", text -> Lifetimes.parse(text).orElseThrow()),
                "unselected".equals(root.text("prune")),
                items("images", "ref", this::image),
                items("charts", "ref", this::chart),
                items("manifests", "path", fields -> new ManifestItem(fields.place(), path(fields), treatment(fields))),
                items("image-paths", "path", MirrorFileReader::imagePath),
                items("compose", "file", this::compose),
                items(
                        "dockerfiles",
                        "path",
                        fields -> new DockerfileItem(
                                fields.place(), path(fields), fields.textMap("args"), treatment(fields))),
                items("lists", "path", fields -> new ListItem(fields.place(), path(fields), treatment(fields))),
                items("archives", "path", this::archive),
                items("files", "path", MirrorFileReader::file),
                aliases(),
                registries(),
                CanonicalSelection.lines(root.map()));
    }

    private <T> List<T> items(String section, String key, Function<Fields, T> make) {
        List<T> items = new ArrayList<>();
        for (YamlNode item : root.items(section)) {
            items.add(make.apply(root.item(item, key)));
        }
        return items;
    }

    private Treatment treatment(Fields fields) {
        return new Treatment(
                fields.has("platforms") ? fields.values("platforms", Platform::parse) : common.platforms(),
                fields.has("include") ? fields.texts("include") : common.include(),
                fields.flag("optional"),
                fields.path("verify"));
    }

    private ImageItem image(Fields fields) {
        Reference reference = fields.value("ref", Reference::parse);
        if (reference != null) {
            return new ReferenceItem(
                    fields.place(), reference, fields.value("digest", Digest::parse), treatment(fields));
        }
        return new RepositoryItem(
                fields.place(),
                fields.required("repository", Reference::parse),
                new TagSelection(
                        fields.values("tags", Tag::parse),
                        fields.value("range", VersionRange::parse),
                        fields.value("match", Pattern::compile),
                        fields.text("suffix"),
                        fields.texts("exclude"),
                        fields.count("keep"),
                        fields.count("newest")),
                treatment(fields));
    }

    private ChartItem chart(Fields fields) {
        return new ChartItem(
                fields.place(),
                fields.text("ref"),
                fields.path("path"),
                fields.text("chart"),
                fields.text("version"),
                fields.value("name", Reference::parse),
                fields.paths("values"),
                treatment(fields));
    }

    private static ImagePath imagePath(Fields fields) {
        return new ImagePath(fields.place(), requireNonNull(fields.text("path")), fields.text("kind"));
    }

    private ComposeItem compose(Fields fields) {
        return new ComposeItem(
                fields.place(),
                fields.paths("file"),
                fields.texts("profiles"),
                fields.paths("env-files"),
                fields.textMap("environment"),
                treatment(fields));
    }

    private ArchiveItem archive(Fields fields) {
        return new ArchiveItem(
                fields.place(),
                path(fields),
                fields.text("format"),
                fields.value("name", Reference::parse),
                treatment(fields));
    }

    private static FileItem file(Fields fields) {
        return new FileItem(
                fields.place(), path(fields), fields.required("name", Reference::parse), fields.text("media-type"));
    }

    private static Path path(Fields fields) {
        return requireNonNull(fields.path("path"));
    }

    private SortedMap<String, RepositoryName> aliases() {
        SortedMap<String, RepositoryName> aliases = new TreeMap<>();
        for (Map.Entry<String, String> alias : root.textMap("aliases").entrySet()) {
            aliases.put(
                    alias.getKey(),
                    Fields.good(alias.getValue(), text -> Reference.parse(text).repositoryName()));
        }
        return aliases;
    }

    private SortedMap<String, RegistrySettings> registries() {
        SortedMap<String, RegistrySettings> registries = new TreeMap<>();
        root.members("registries").forEach((host, node) -> {
            Fields fields = root.item(node, "mirror");
            registries.put(
                    host,
                    new RegistrySettings(
                            fields.place(),
                            fields.text("mirror"),
                            fields.path("ca"),
                            fields.path("certificate"),
                            fields.path("key"),
                            fields.count("parallel"),
                            fields.flag("plain-http")));
        });
        return registries;
    }
}
