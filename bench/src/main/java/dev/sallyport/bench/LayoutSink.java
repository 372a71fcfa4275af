package dev.sallyport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An OCI layout in a new folder. */
final class LayoutSink implements ImageSink {
    private final Path folder;
    private final Path blobs;
    private final List<String> entries = new ArrayList<>();

    LayoutSink(Path folder) throws IOException {
        this.folder = folder;
        this.blobs = Files.createDirectories(folder.resolve("blobs").resolve("sha256"));
    }

    @Override
    public void blob(String hex, byte[] content) throws IOException {
        Files.write(blobs.resolve(hex), content);
    }

    @Override
    public void manifest(String repository, String tag, String hex, byte[] content) throws IOException {
        blob(hex, content);
        String name = "bench.example/" + repository + ":" + tag;
        entries.add("{\"mediaType\":\"" + SmallImages.MANIFEST + "\",\"digest\":\"sha256:" + hex + "\",\"size\":"
                + content.length + ",\"annotations\":{\"io.containerd.image.name\":\"" + name
                + "\",\"org.opencontainers.image.ref.name\":\"" + name + "\"}}");
    }

    @Override
    public void close() throws IOException {
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(
                folder.resolve("index.json"),
                "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":["
                        + String.join(",", entries) + "]}");
    }
}
