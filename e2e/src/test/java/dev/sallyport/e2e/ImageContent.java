package dev.sallyport.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an image consists of, by digest: read from its manifests alone, and not with Sallyport's own code.
 *
 * @param root the digest that the reference stands for
 * @param manifests the bytes of its indexes and manifests, parents first
 * @param configs the configs of all platforms
 * @param layers the layers of all platforms
 */
record ImageContent(String root, Map<String, byte[]> manifests, Set<String> configs, Set<String> layers) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Gives the bytes of a manifest, asked for by digest. */
    interface Manifests {
        byte[] read(String digest) throws IOException, InterruptedException;
    }

    /**
     * Walks everything below the manifest {@code root}.
     *
     * @throws AssertionError if bytes do not have the digest they were asked for by
     */
    static ImageContent walk(String root, Manifests source) throws IOException, InterruptedException {
        ImageContent content =
                new ImageContent(root, new LinkedHashMap<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
        content.descend(root, source);
        return content;
    }

    private void descend(String digest, Manifests source) throws IOException, InterruptedException {
        byte[] bytes = source.read(digest);
        if (!digest.equals(digest(bytes))) {
            throw new AssertionError("manifest " + digest + " came as " + digest(bytes));
        }
        JsonNode manifest = JSON.readTree(bytes);
        manifests.put(digest, bytes);
        for (JsonNode child : manifest.path("manifests")) {
            descend(child.path("digest").asText(), source);
        }
        if (manifest.has("config")) {
            configs.add(manifest.path("config").path("digest").asText());
            manifest.path("layers")
                    .forEach(layer -> layers.add(layer.path("digest").asText()));
        }
    }

    /** Configs and layers: what a registry serves as blobs. */
    Set<String> blobs() {
        Set<String> all = new TreeSet<>(configs);
        all.addAll(layers);
        return all;
    }

    /** Every digest of this image: manifests and blobs. */
    Set<String> digests() {
        Set<String> all = blobs();
        all.addAll(manifests.keySet());
        return all;
    }

    /** The part that a client on linux/{@code architecture} pulls: the one manifest with its config and layers. */
    ImageContent platform(String architecture) throws IOException, InterruptedException {
        for (JsonNode child : JSON.readTree(manifests.get(root)).path("manifests")) {
            if (architecture.equals(child.path("platform").path("architecture").asText())) {
                return walk(child.path("digest").asText(), manifests::get);
            }
        }
        return this;
    }

    static String digest(byte[] bytes) {
        return "sha256:" + HexFormat.of().formatHex(sha256().digest(bytes));
    }

    static String digest(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
