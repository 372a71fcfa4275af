package dev.sallyport.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads from a registry in a machine with curl: the plain bytes of the protocol, with no client's own ideas. */
final class RegistryReader {
    private static final String ACCEPT = "Accept: application/vnd.oci.image.index.v1+json,"
            + "application/vnd.oci.image.manifest.v1+json,"
            + "application/vnd.docker.distribution.manifest.list.v2+json,"
            + "application/vnd.docker.distribution.manifest.v2+json";

    private final Machine machine;
    private final String host;

    RegistryReader(Machine machine, String host) {
        this.machine = machine;
        this.host = host;
    }

    /** The content of {@code image}, REPOSITORY:TAG or REPOSITORY@DIGEST, with every blob of it fetched and hashed. */
    ImageContent content(String image) throws IOException, InterruptedException {
        int end = image.contains("@") ? image.indexOf('@') : image.lastIndexOf(':');
        String repository = image.substring(0, end);
        String reference = image.substring(end + 1);
        String root = ImageContent.digest(manifest(repository, reference));
        ImageContent content = ImageContent.walk(root, digest -> manifest(repository, digest));
        for (String blob : content.blobs()) {
            Path file = fetch("/v2/" + repository + "/blobs/" + blob);
            if (!blob.equals(ImageContent.digest(file))) {
                throw new AssertionError("blob " + blob + " came as " + ImageContent.digest(file));
            }
            Files.delete(file);
        }
        return content;
    }

    /** The HTTP status of a GET of {@code path}. */
    int status(String path) throws IOException, InterruptedException {
        return Integer.parseInt(machine.run(
                        "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", ACCEPT, "http://" + host + path)
                .out());
    }

    private byte[] manifest(String repository, String reference) throws IOException, InterruptedException {
        Path file = fetch("/v2/" + repository + "/manifests/" + reference);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    private Path fetch(String path) throws IOException, InterruptedException {
        Path file = Files.createTempFile(machine.folder("fetched"), "body", "");
        machine.run("curl", "-sSf", "-H", ACCEPT, "-o", file, "http://" + host + path)
                .succeeded();
        return file;
    }
}
