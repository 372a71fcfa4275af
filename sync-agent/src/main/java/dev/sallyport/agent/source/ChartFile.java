package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Reference;
import dev.sallyport.yaml.MalformedDocumentException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Helm chart in the file that {@code helm package} writes, as the artifact that {@code helm push} makes of it: the metadata of its
 * Chart.yaml as the config, the file as a layer, and the provenance file beside it, {@code FILE.prov}, as another one if there is one.
 * Unlike Helm's it says no time of creation: the same chart always gives the same digest.
 *
 * @see <a href="https://helm.sh/docs/topics/registries/">Helm's use of registries</a>
 */
public final class ChartFile {
    private static final String TRANSPORT = "chart:";
    private static final String CONFIG = "application/vnd.cncf.helm.config.v1+json";
    private static final String CONTENT = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    private static final String PROVENANCE = "application/vnd.cncf.helm.chart.provenance.v1.prov";
    private static final String METADATA = "/Chart.yaml";

    // Helm's own limits: of all that is unpacked, and of one file in it.
    private static final Expansion EXPANSION = new Expansion(100 << 20, 0);
    private static final int LARGEST_METADATA = 5 << 20;
    private static final long LARGEST_PROVENANCE = 16 << 20;

    private final LocalFile content;
    private final @Nullable LocalFile provenance;
    private final ChartMetadata metadata;

    private ChartFile(LocalFile content, @Nullable LocalFile provenance, ChartMetadata metadata) {
        this.content = content;
        this.provenance = provenance;
        this.metadata = metadata;
    }

    /**
     * Reads a chart's file.
     *
     * @param scratch a folder with room to unpack it; if it is not there, the nearest one above it that is. Nothing stays in it
     * @throws ChartException if it is no chart
     * @throws FileException if there is no such file
     * @throws FileChangedException if it changes meanwhile
     */
    public static ChartFile read(Path file, Path scratch) throws IOException, SallyportException {
        LocalFile content = LocalFile.read(file);
        requireGzip(file);
        ChartMetadata metadata = metadata(file, scratch);
        content.requireUnchanged();
        Path beside = content.path().resolveSibling(content.name() + ".prov");
        LocalFile provenance = Files.isRegularFile(beside) ? LocalFile.read(beside) : null;
        if (provenance != null && provenance.size() > LARGEST_PROVENANCE) {
            throw new ChartException(
                    file, provenance.name() + " has more than the " + LARGEST_PROVENANCE + " bytes allowed");
        }
        return new ChartFile(content, provenance, metadata);
    }

    private static void requireGzip(Path file) throws IOException, ChartException {
        try (InputStream in = Files.newInputStream(file)) {
            if (Compression.of(in.readNBytes(Compression.MAGIC)) != Compression.GZIP) {
                throw new ChartException(file, "it is not compressed with gzip");
            }
        }
    }

    private static ChartMetadata metadata(Path file, Path scratch) throws IOException, ChartException {
        try (ArchiveFile archive = ArchiveFile.open(file, scratch, EXPANSION)) {
            List<String> found = archive.table().names().stream()
                    .filter(name -> name.endsWith(METADATA) && name.indexOf('/') == name.length() - METADATA.length())
                    .toList();
            if (found.size() != 1) {
                throw new ChartException(
                        file, (found.isEmpty() ? "it has no" : "it has more than one") + " CHART" + METADATA);
            }
            String name = found.get(0);
            TarEntry entry = archive.table().find(name).orElseThrow();
            return ChartMetadata.read(name, archive.read(name, entry, LARGEST_METADATA));
        } catch (ArchiveException e) {
            throw new ChartException(file, requireNonNull(e.facts().get("problem")));
        } catch (MalformedDocumentException e) {
            throw new ChartException(file, e.getMessage());
        }
    }

    /** The chart's name, which is the last part of the name of its repository. */
    public String name() {
        return metadata.name();
    }

    /** The chart's version as it writes it. */
    public String version() {
        return metadata.version();
    }

    /**
     * The name that {@code helm push FILE oci://REPOSITORIES} gives it.
     *
     * @param repositories {@code HOST/PATH}, which the chart's name and version are added to
     */
    public Reference reference(String repositories) throws MalformedValueException {
        return Reference.parse(repositories + '/' + end());
    }

    // Tags have no plus sign, versions do.
    private String end() {
        return metadata.name() + ':' + metadata.version().replace('+', '_');
    }

    /**
     * The artifact.
     *
     * @param name under which it is carried; null to fetch from it by digest alone
     * @throws ChartNameException if Helm would not find it under that name
     */
    public ArtifactSource open(@Nullable Reference name) throws ChartNameException {
        if (name != null && !("/" + name.repository() + ':' + name.tag()).endsWith("/" + end())) {
            throw new ChartNameException(content.path(), name, end());
        }
        byte[] config = metadata.config();
        List<LocalFile> files = new ArrayList<>(List.of(content));
        List<Descriptor> layers = new ArrayList<>(List.of(content.descriptor(CONTENT)));
        if (provenance != null) {
            files.add(provenance);
            layers.add(provenance.descriptor(PROVENANCE));
        }
        layers.sort(Comparator.comparing(Descriptor::digest));
        MadeManifest manifest = MadeManifest.of(
                MediaTypes.OCI_MANIFEST, null, Descriptor.of(CONFIG, config), layers, metadata.annotations());
        return new ArtifactSource(manifest, config, files, TRANSPORT + content.path(), name);
    }
}
