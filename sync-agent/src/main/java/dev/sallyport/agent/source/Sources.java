package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RepositoryAddress;
import dev.sallyport.agent.source.SourceArgument.ArchiveArgument;
import dev.sallyport.agent.source.SourceArgument.ChartArgument;
import dev.sallyport.agent.source.SourceArgument.FileArgument;
import dev.sallyport.agent.source.SourceArgument.LayoutArgument;
import dev.sallyport.agent.source.SourceArgument.RegistryArgument;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Reference;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens what command lines name. What belongs together is shared: one client for all registries, one source for each
 * repository, one for each layout or archive. Safe for use by many threads; closing it closes all its sources.
 */
public final class Sources implements Closeable {
    private static final String FILE_EXAMPLE = "factory-7.example/firmware:1";
    private static final String CHART_EXAMPLE = "HOST/PATH/CHART:VERSION";

    private final RegistryClient client;
    private final Path scratch;
    private final Map<RepositoryAddress, RegistrySource> repositories = new LinkedHashMap<>();
    private final Map<LayoutKey, LayoutSource> layouts = new LinkedHashMap<>();
    private final Map<Path, ArchiveFile> archives = new LinkedHashMap<>();
    private final Map<ArchiveKey, LayoutFiles> archived = new LinkedHashMap<>();

    private record LayoutKey(
            String address,
            @Nullable String choice,
            @Nullable Reference as) {}

    private record ArchiveKey(Path file, ArchiveArgument.Format format) {}

    /**
     * @param scratch a folder with room for archives that have to be unpacked; if it is not there yet, the nearest one above it that
     *     is. Nothing stays in it
     */
    public Sources(RegistryClient client, Path scratch) {
        this.client = requireNonNull(client, "client is null");
        this.scratch = requireNonNull(scratch, "scratch is null");
    }

    /** The images that {@code arguments} name, in their order. */
    public List<Root> open(List<SourceArgument> arguments) throws IOException, SallyportException {
        return open(arguments, null);
    }

    /**
     * The images that {@code arguments} name, in their order. Nothing is fetched from a registry yet; layouts and archives are read.
     *
     * @param as the name of the one image, file or chart that has no full name
     */
    public List<Root> open(List<SourceArgument> arguments, @Nullable Reference as)
            throws IOException, SallyportException {
        List<Root> roots = new ArrayList<>();
        Set<ContentSource> named = new LinkedHashSet<>();
        for (SourceArgument argument : SourceList.expand(arguments)) {
            if (argument instanceof RegistryArgument registry) {
                Reference reference = registry.reference();
                roots.add(new Root(reference, repository(RepositoryAddress.of(reference)), reference.toString()));
            } else if (argument instanceof LayoutArgument layout) {
                add(layout(LayoutFolder.open(layout.folder()), null, as), roots, named);
            } else if (argument instanceof ArchiveArgument archive) {
                add(layout(files(archive), archive.choice(), as), roots, named);
            } else if (argument instanceof FileArgument file) {
                add(FileArtifact.open(file.file(), required(as, argument, FILE_EXAMPLE)), roots, named);
            } else if (argument instanceof ChartArgument chart) {
                add(ChartFile.read(chart.file(), scratch).open(required(as, argument, CHART_EXAMPLE)), roots, named);
            }
        }
        if (as != null && named.size() != 1) {
            throw new UnusedNameException(as, named.size());
        }
        return List.copyOf(roots);
    }

    private static void add(LayoutSource source, List<Root> roots, Set<ContentSource> named) {
        source.images().forEach(image -> roots.add(new Root(image, source, source.address())));
        if (source.isNamedFromOutside()) {
            named.add(source);
        }
    }

    private static void add(ArtifactSource source, List<Root> roots, Set<ContentSource> named) {
        roots.add(new Root(source.name(), source, source.address()));
        named.add(source);
    }

    private static Reference required(@Nullable Reference as, SourceArgument argument, String example)
            throws UnnamedFileException {
        if (as == null) {
            throw new UnnamedFileException(argument.toString(), example);
        }
        return as;
    }

    /**
     * Where {@code argument} leads, to take content from it by digest: images of a layout need no names for that, and have
     * none then. Closing it is not needed, and does nothing to others.
     */
    public ContentSource source(SourceArgument argument) throws IOException, SallyportException {
        if (argument instanceof RegistryArgument registry) {
            return repository(RepositoryAddress.of(registry.reference()));
        } else if (argument instanceof LayoutArgument layout) {
            return LayoutSource.withoutNames(LayoutFolder.open(layout.folder()));
        } else if (argument instanceof ArchiveArgument archive) {
            return LayoutSource.withoutNames(files(archive));
        } else if (argument instanceof FileArgument file) {
            return FileArtifact.open(file.file(), null);
        } else if (argument instanceof ChartArgument chart) {
            return ChartFile.read(chart.file(), scratch).open(null);
        }
        throw new IllegalArgumentException("No single source: " + argument);
    }

    private synchronized RegistrySource repository(RepositoryAddress repository) {
        return repositories.computeIfAbsent(repository, address -> new RegistrySource(client, address));
    }

    private synchronized LayoutFiles files(ArchiveArgument argument) throws IOException, SallyportException {
        Path real = ArchiveFile.realPath(argument.file());
        ArchiveFile archive = archives.get(real);
        if (archive == null) {
            archive = ArchiveFile.open(argument.file(), scratch);
            archives.put(real, archive);
        }
        ArchiveKey key = new ArchiveKey(real, argument.format());
        LayoutFiles files = archived.get(key);
        if (files == null) {
            files = switch (argument.format()) {
                case OCI -> LayoutArchive.of(archive, argument.format().transport());
                case DOCKER -> DockerArchive.of(archive);
            };
            archived.put(key, files);
        }
        return files;
    }

    private synchronized LayoutSource layout(LayoutFiles files, @Nullable String choice, @Nullable Reference as)
            throws IOException, SallyportException {
        LayoutKey key = new LayoutKey(files.address(), choice, as);
        LayoutSource known = layouts.get(key);
        if (known != null) {
            return known;
        }
        LayoutSource opened = LayoutSource.of(files, choice, as);
        layouts.put(key, opened);
        return opened;
    }

    /** Whatever was opened here gives no content any more. */
    @Override
    public synchronized void close() {
        repositories.values().forEach(RegistrySource::close);
        layouts.values().forEach(LayoutSource::close);
        archives.values().forEach(ArchiveFile::close);
    }
}
