package dev.sallyport.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pushes what the usual tools do not make, as they would: with plain requests to a registry without TLS. */
final class RegistryWriter {
    static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    private static final String EMPTY = "{}";

    private final Machine machine;
    private final String host;

    RegistryWriter(Machine machine, String host) {
        this.machine = machine;
        this.host = host;
    }

    /** Pushes a blob; its descriptor as JSON. */
    String blob(String repository, String mediaType, byte[] content) throws IOException, InterruptedException {
        Path file = file(content);
        String address = "http://" + host + "/v2/" + repository + "/blobs/uploads/";
        String upload = machine.run("curl", "-sSf", "-X", "POST", "-o", "/dev/null", "-D", "-", address)
                .succeeded()
                .lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("location: "))
                .map(line -> line.substring("location: ".length()).strip())
                .findFirst()
                .orElseThrow();
        String digest = ImageContent.digest(content);
        machine.run("curl", "-sSf", "-T", file, upload + "&digest=" + digest).succeeded();
        return descriptor(mediaType, content);
    }

    /** Pushes a manifest under {@code reference}, a tag or its digest; its descriptor as JSON. */
    String manifest(String repository, String reference, String mediaType, String content)
            throws IOException, InterruptedException {
        machine.run(Command.of("curl", "-sSf", "-X", "PUT", "-H", "Content-Type: " + mediaType)
                        .with("--data-binary", "@" + file(content.getBytes(UTF_8)))
                        .with("http://" + host + "/v2/" + repository + "/manifests/" + reference))
                .succeeded();
        return descriptor(mediaType, content.getBytes(UTF_8));
    }

    /** Pushes an artifact as oras does, under its digest, with an entry in the fallback tag of {@code subject}. */
    String referrer(String repository, String subject, String artifactType, String content)
            throws IOException, InterruptedException {
        String manifest = """
                {"schemaVersion":2,"mediaType":"%s","artifactType":"%s","config":%s,"layers":[%s],"subject":%s}""".formatted(
                        OCI_MANIFEST,
                        artifactType,
                        blob(repository, "application/vnd.oci.empty.v1+json", EMPTY.getBytes(UTF_8)),
                        blob(repository, artifactType, content.getBytes(UTF_8)),
                        subject);
        String digest = ImageContent.digest(manifest.getBytes(UTF_8));
        String pushed = manifest(repository, digest, OCI_MANIFEST, manifest);
        String entry = pushed.substring(0, pushed.length() - 1) + ",\"artifactType\":\"" + artifactType + "\"}";
        manifest(
                repository,
                digestOf(subject).replace(':', '-'),
                OCI_INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"" + OCI_INDEX + "\",\"manifests\":[" + entry + "]}");
        return digest;
    }

    /** Pushes what cosign pushes for a signature of {@code subject}: an image under a tag of that name. */
    String signature(String repository, String subject) throws IOException, InterruptedException {
        String type = "application/vnd.dev.cosign.simplesigning.v1+json";
        String payload = "{\"critical\":{\"image\":{\"docker-manifest-digest\":\"" + digestOf(subject) + "\"}}}";
        String layer = blob(repository, type, payload.getBytes(UTF_8));
        String manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s,"annotations":{"%s":"c2lnbmF0dXJl"}}]}""".formatted(
                        OCI_MANIFEST,
                        blob(repository, "application/vnd.oci.image.config.v1+json", "{\"rootfs\":{}}".getBytes(UTF_8)),
                        layer.substring(0, layer.length() - 1),
                        "dev.cosignproject.cosign/signature");
        return digestOf(manifest(repository, digestOf(subject).replace(':', '-') + ".sig", OCI_MANIFEST, manifest));
    }

    /** Pushes an image for Windows in docker's format; its base layer stays at {@code address}, and is not pushed. */
    void windowsImage(String repository, String tag, byte[] base, String address, byte[] layer)
            throws IOException, InterruptedException {
        String config = """
                {"architecture":"amd64","os":"windows","os.version":"10.0.20348.2655","config":{},
                 "rootfs":{"type":"layers","diff_ids":["%s","%s"]}}""".formatted(ImageContent.digest(base), ImageContent.digest(layer));
        String foreign = descriptor("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", base);
        String manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s,"urls":["%s"]},%s]}""".formatted(
                        DOCKER_MANIFEST,
                        blob(repository, "application/vnd.docker.container.image.v1+json", config.getBytes(UTF_8)),
                        foreign.substring(0, foreign.length() - 1),
                        address,
                        blob(repository, "application/vnd.docker.image.rootfs.diff.tar.gzip", layer));
        manifest(repository, tag, DOCKER_MANIFEST, manifest);
    }

    static String descriptor(String mediaType, byte[] content) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(mediaType, ImageContent.digest(content), content.length);
    }

    static String digestOf(String descriptor) throws IOException {
        JsonNode json = new ObjectMapper().readTree(descriptor);
        return json.path("digest").asText();
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(machine.folder("pushed"), "body", ""), content);
    }
}
