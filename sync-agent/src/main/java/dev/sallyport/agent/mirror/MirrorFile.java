package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.mirror.MirrorItem.ArchiveItem;
import dev.sallyport.agent.mirror.MirrorItem.ChartItem;
import dev.sallyport.agent.mirror.MirrorItem.ComposeItem;
import dev.sallyport.agent.mirror.MirrorItem.DockerfileItem;
import dev.sallyport.agent.mirror.MirrorItem.FileItem;
import dev.sallyport.agent.mirror.MirrorItem.ImageItem;
import dev.sallyport.agent.mirror.MirrorItem.ListItem;
import dev.sallyport.agent.mirror.MirrorItem.ManifestItem;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Platform;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a stream is to contain, as its mirror file says. Paths are resolved against the file's folder; whether they exist is
 * not asked.
 *
 * @param file where it was read from
 * @param keys the private keys that sign; none if the file leaves that to the command line
 * @param output the folder for the volumes; null if it is not said
 * @param state the stream's history and cache; null if it is not said
 * @param platforms of images whose item says none; empty for all
 * @param include of images whose item says nothing; see {@link Treatment}
 * @param volumeSize the most bytes of a volume; null for as large as the medium takes
 * @param expires how long after its creation nobody publishes a bundle any more; null for never
 * @param prune whether to drop what earlier bundles carried and this file no longer selects
 * @param aliases short repository names and what they stand for
 * @param registries settings by registry host
 * @param selection what decides which content there is, a line for each item, canonical: two files with the same lines
 *     select the same
 */
public record MirrorFile(
        Path file,
        StreamName stream,
        List<Path> keys,
        @Nullable Path output,
        @Nullable Path state,
        List<Platform> platforms,
        List<String> include,
        @Nullable Long volumeSize,
        @Nullable Duration expires,
        boolean prune,
        List<ImageItem> images,
        List<ChartItem> charts,
        List<ManifestItem> manifests,
        List<ImagePath> imagePaths,
        List<ComposeItem> compose,
        List<DockerfileItem> dockerfiles,
        List<ListItem> lists,
        List<ArchiveItem> archives,
        List<FileItem> files,
        SortedMap<String, RepositoryName> aliases,
        SortedMap<String, RegistrySettings> registries,
        List<String> selection) {
    /** The name it has unless somebody says otherwise. */
    public static final String NAME = "mirror.yaml";

    /** The most bytes it may have. */
    public static final int LARGEST = 4 << 20;

    private static final int MOST_NODES = 200_000;
    private static final String REMEDY = "Correct the file; docs/mirror.schema.json says what may be in it.";

    public MirrorFile {
        requireNonNull(file, "file is null");
        requireNonNull(stream, "stream is null");
        keys = List.copyOf(keys);
        platforms = List.copyOf(platforms);
        include = List.copyOf(include);
        images = List.copyOf(images);
        charts = List.copyOf(charts);
        manifests = List.copyOf(manifests);
        imagePaths = List.copyOf(imagePaths);
        compose = List.copyOf(compose);
        dockerfiles = List.copyOf(dockerfiles);
        lists = List.copyOf(lists);
        archives = List.copyOf(archives);
        files = List.copyOf(files);
        aliases = Collections.unmodifiableSortedMap(new TreeMap<>(aliases));
        registries = Collections.unmodifiableSortedMap(new TreeMap<>(registries));
        selection = List.copyOf(selection);
    }

    /**
     * Reads a mirror file.
     *
     * @throws InvalidFileException naming everything that is wrong with it, up to 20 things
     */
    public static MirrorFile read(Path file) throws IOException, InvalidFileException {
        return parse(file, SourceText.read(file, LARGEST, REMEDY));
    }

    /** As {@link #read}, from bytes; {@code file} says where they would lie. */
    public static MirrorFile parse(Path file, byte[] content) throws InvalidFileException {
        return parse(file, SourceText.of(file.toString(), content, LARGEST, REMEDY));
    }

    private static MirrorFile parse(Path file, SourceText source) throws InvalidFileException {
        YamlNode document = YamlReader.read(source, MOST_NODES);
        List<Problem> problems = Schema.ofMirrorFile().check(document);
        if (problems.isEmpty()) {
            MirrorFileReader reader = new MirrorFileReader(file, (YamlNode.YamlMap) document);
            problems = reader.contradictions();
            if (problems.isEmpty()) {
                return reader.read();
            }
        }
        throw source.refusal(problems);
    }

    /** Whether it asks for nothing at all. */
    public boolean isEmpty() {
        return Stream.of(images, charts, manifests, compose, dockerfiles, lists, archives, files)
                .allMatch(List::isEmpty);
    }

    /** The platforms and what comes along for images whose item says neither. */
    public Treatment treatment() {
        return new Treatment(platforms, include, false, null);
    }

    /** Settings of a registry; all defaults if the file has none for it. */
    public @Nullable RegistrySettings registry(String host) {
        return ((Map<String, RegistrySettings>) registries).get(host);
    }
}
