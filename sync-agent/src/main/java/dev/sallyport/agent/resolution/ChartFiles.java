package dev.sallyport.agent.resolution;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.agent.mirror.MirrorItem.ChartItem;
import dev.sallyport.agent.mirror.Treatment;
import dev.sallyport.agent.source.Root;
import dev.sallyport.agent.source.SourceArgument;
import dev.sallyport.agent.source.SourceArgument.ChartArgument;
import dev.sallyport.agent.source.SourceArgument.RegistryArgument;
import dev.sallyport.agent.source.Sources;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.Reference;
import dev.sallyport.workload.WorkloadImages;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gets charts, wherever they are: each is carried as the artifact that it is, with the images that it uses. Safe for use by many
 * threads.
 */
public final class ChartFiles {
    private static final String CHART_CONTENT = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

    private final Sources sources;
    private final Downloads downloads;
    private final ContentCache cache;
    private final Path folder;
    private final ChartImages images;
    private final @Nullable LockedSelection lock;

    /** Finds the images of a chart. */
    @FunctionalInterface
    public interface ChartImages {
        /** The images that {@code chart}, an archive or a folder, uses with these values. */
        WorkloadImages find(Path chart, List<Path> values) throws IOException, SallyportException;
    }

    /**
     * @param cache for what is fetched from registries
     * @param folder where charts of chart repositories are kept, so that later runs find them again
     * @param lock which versions to take of charts; null for what the mirror file says, else the newest
     */
    public ChartFiles(
            Sources sources,
            Downloads downloads,
            ContentCache cache,
            Path folder,
            ChartImages images,
            @Nullable LockedSelection lock) {
        this.sources = requireNonNull(sources, "sources is null");
        this.downloads = requireNonNull(downloads, "downloads is null");
        this.cache = requireNonNull(cache, "cache is null");
        this.folder = requireNonNull(folder, "folder is null");
        this.images = requireNonNull(images, "images is null");
        this.lock = lock;
    }

    Expanded expand(ChartItem item) throws IOException, SallyportException {
        String address = item.address();
        if (address == null) {
            return local(item, requireNonNull(item.path()));
        }
        return address.startsWith("oci://") ? atRegistry(item, address) : atRepository(item, address);
    }

    private Expanded local(ChartItem item, Path path) throws IOException, SallyportException {
        if (Files.isDirectory(path)) {
            Expanded found = found(item, path, path.toString());
            List<String> warnings = new ArrayList<>(found.warnings());
            warnings.add(
                    path + " is a folder: its images come along, the chart itself does not; to carry it too, package it"
                            + " (helm package) and name the .tgz file");
            return new Expanded(found.wanted(), found.failures(), warnings);
        }
        return with(chart(item, new ChartArgument(path), item.name()), found(item, path, path.toString()));
    }

    private Expanded atRegistry(ChartItem item, String address) throws IOException, SallyportException {
        RegistryArgument argument = (RegistryArgument) SourceArgument.parse(address);
        Root root = sources.open(List.of(argument)).get(0);
        Descriptor manifest = root.source().resolve(argument.reference());
        Path archive = Files.createTempFile(Files.createDirectories(folder), "chart-", ".tgz");
        try {
            copyContent(root, manifest, address, archive);
            return with(chart(item, argument, null), found(item, archive, address));
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    private void copyContent(Root root, Descriptor descriptor, String address, Path archive)
            throws IOException, SallyportException {
        Manifest manifest = cache.manifest(root.source(), descriptor, address);
        Descriptor content = manifest instanceof ImageManifest image
                ? image.layers().stream()
                        .filter(layer -> layer.mediaType().equals(CHART_CONTENT))
                        .findFirst()
                        .orElse(null)
                : null;
        if (content == null || content.size() > ChartRepository.LARGEST_CHART) {
            throw new ChartException(
                    Category.REFUSED,
                    address,
                    content == null
                            ? "what is there is no chart"
                            : "it has more than " + ChartRepository.LARGEST_CHART + " bytes",
                    "Name a chart that helm push has put there.");
        }
        cache.fetch(root.source(), content, count -> {});
        try (StoredBlob blob = cache.store()
                        .open(content.digest())
                        .orElseThrow(() -> new IOException("Gone from the cache: " + content.digest()));
                InputStream in = blob.read(0, blob.size())) {
            Files.copy(in, archive, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Expanded atRepository(ChartItem item, String address) throws IOException, SallyportException {
        URI uri = URI.create(address);
        String chart = item.chart();
        if (chart == null) {
            throw new ChartException(
                    Category.USAGE,
                    address,
                    "which of the repository's charts is wanted is not said",
                    "Add: chart: NAME");
        }
        ChartRepository repository = new ChartRepository(uri, downloads);
        ChartRepository.Entry entry = repository.find(chart, version(item, usualName(uri, chart)));
        byte[] content = repository.download(entry);
        // Under its digest: a chart that changes upstream must not change what an earlier bundle is made of.
        Path archive =
                Files.createDirectories(folder).resolve(Digest.sha256(content).hex() + ".tgz");
        if (!Files.exists(archive)) {
            Path partial = Files.write(folder.resolve(archive.getFileName() + ".part"), content);
            Files.move(partial, archive, StandardCopyOption.ATOMIC_MOVE);
        }
        Reference name = item.name() == null
                ? Reference.parse(usualName(uri, chart) + ':' + entry.version().replace('+', '_'))
                : item.name();
        return with(
                chart(item, new ChartArgument(archive), name),
                found(item, archive, address + " " + chart + " " + entry.version()));
    }

    private @Nullable String version(ChartItem item, String usualName) {
        if (item.version() != null || lock == null) {
            return item.version();
        }
        Reference name = item.name();
        return lock.chartVersion(name == null ? usualName : name.host() + '/' + name.repository())
                .orElse(null);
    }

    // HOST/PATH/CHART, where the repository is HOST/PATH.
    private static String usualName(URI repository, String chart) {
        String path = repository.getPath() == null ? "" : repository.getPath().replaceFirst("/?(index\\.yaml)?$", "");
        return repository.getAuthority() + path + '/' + chart;
    }

    private static Wanted chart(ChartItem item, SourceArgument source, @Nullable Reference name) {
        Treatment treatment = new Treatment(
                List.of(), item.treatment().include(), item.treatment().optional(), null);
        return new Wanted(source, name, treatment, null, "chart asked for in " + MirrorExpansion.at(item));
    }

    private Expanded found(ChartItem item, Path chart, String name) throws IOException, SallyportException {
        return Findings.of(images.find(chart, item.values()), item.treatment(), "chart " + name + ": ");
    }

    private static Expanded with(Wanted chart, Expanded images) {
        List<Wanted> wanted = new ArrayList<>(List.of(chart));
        wanted.addAll(images.wanted());
        return new Expanded(wanted, images.failures(), images.warnings());
    }
}
