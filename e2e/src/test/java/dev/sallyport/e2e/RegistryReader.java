package dev.sallyport.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads from a registry in a machine with curl: the plain bytes of the protocol, with no client's own ideas. */
final class RegistryReader {
    private static final String ACCEPT = "Accept: application/vnd.oci.image.index.v1+json,"
            + "application/vnd.oci.image.manifest.v1+json,"
            + "application/vnd.docker.distribution.manifest.list.v2+json,"
            + "application/vnd.docker.distribution.manifest.v2+json";

    private final Machine machine;
    private final String address;
    private final List<Object> options;

    /** Reads from {@code host} without TLS. */
    RegistryReader(Machine machine, String host) {
        this(machine, "http://" + host, List.of());
    }

    /** @param options what curl needs to get in: an authority, a user */
    RegistryReader(Machine machine, String address, List<Object> options) {
        this.machine = machine;
        this.address = address;
        this.options = List.copyOf(options);
    }

    /** The content of {@code image}, REPOSITORY:TAG or REPOSITORY@DIGEST, with every blob of it fetched and hashed. */
    ImageContent content(String image) throws IOException, InterruptedException {
        int end = image.contains("@") ? image.indexOf('@') : image.lastIndexOf(':');
        String repository = image.substring(0, end);
        ImageContent content = manifests(image);
        for (String blob : content.blobs()) {
            Path file = fetch("/v2/" + repository + "/blobs/" + blob);
            if (!blob.equals(ImageContent.digest(file))) {
                throw new AssertionError("blob " + blob + " came as " + ImageContent.digest(file));
            }
            Files.delete(file);
        }
        return content;
    }

    /** As {@link #content}, but no blob is fetched. */
    ImageContent manifests(String image) throws IOException, InterruptedException {
        int end = image.contains("@") ? image.indexOf('@') : image.lastIndexOf(':');
        String repository = image.substring(0, end);
        String root = ImageContent.digest(manifest(repository, image.substring(end + 1)));
        return ImageContent.walk(root, digest -> manifest(repository, digest));
    }

    /** The HTTP status of a GET of {@code path}. */
    int status(String path) throws IOException, InterruptedException {
        return Integer.parseInt(machine.run(Command.of("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}")
                        .with("-H", ACCEPT, options, address + path))
                .out());
    }

    private byte[] manifest(String repository, String reference) throws IOException, InterruptedException {
        Path file = fetch("/v2/" + repository + "/manifests/" + reference);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    /** The body of what is at {@code path}, in a file of its own. */
    Path fetch(String path) throws IOException, InterruptedException {
        Path file = Files.createTempFile(machine.folder("fetched"), "body", "");
        machine.run(Command.of("curl", "-sSf", "-H", ACCEPT, "-o", file, options, address + path))
                .succeeded();
        return file;
    }
}
