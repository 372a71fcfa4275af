package dev.sallyport.agent.source;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Reference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Any file as an artifact: the empty config, and the file as the one layer, with its name as the layer's title. The same name and
 * content always give the same digest. The layer's digest is the file's SHA-256, as {@code sha256sum} prints it.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidelines-for-artifact-usage">artifacts</a>
 */
public final class FileArtifact {
    /** What such artifacts are. */
    public static final String ARTIFACT_TYPE = "application/vnd.sallyport.file.v1";

    static final String TITLE = "org.opencontainers.image.title";

    private static final String TRANSPORT = "file:";
    private static final String LAYER = "application/octet-stream";
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private FileArtifact() {}

    /**
     * Reads the file once, for its digest.
     *
     * @param name under which it is carried; null to fetch from it by digest alone
     * @throws FileException if there is none, or it is no plain file
     * @throws FileChangedException if it changes meanwhile
     */
    public static ArtifactSource open(Path file, @Nullable Reference name) throws IOException, SallyportException {
        LocalFile read = LocalFile.read(file);
        Descriptor layer = read.descriptor(LAYER).withAnnotations(Map.of(TITLE, read.name()));
        MadeManifest manifest = MadeManifest.of(
                MediaTypes.OCI_MANIFEST,
                ARTIFACT_TYPE,
                Descriptor.of(MediaTypes.OCI_EMPTY, EMPTY),
                List.of(layer),
                Map.of());
        return new ArtifactSource(manifest, EMPTY, List.of(read), TRANSPORT + read.path(), name);
    }
}
