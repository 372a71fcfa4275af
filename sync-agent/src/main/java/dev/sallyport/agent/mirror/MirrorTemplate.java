package dev.sallyport.agent.mirror;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The mirror file that a new stream begins with: small, complete, and with every other key in a comment. */
public final class MirrorTemplate {
    private static final String RESOURCE = "mirror.template.yaml";

    // Small, public, of many platforms, and in everybody's way least.
    private static final String FIRST_IMAGE =
            "  - ref: docker.io/library/busybox:1.37    # a small first image: put your own in its place";

    private MirrorTemplate() {}

    /**
     * The text of a mirror file.
     *
     * @param key the private key's path, relative to the file
     * @param publicKey that of the public key
     * @param images what to begin with; if there are none, with a small public image
     */
    public static String text(StreamName stream, String key, String publicKey, List<Reference> images) {
        String items = images.isEmpty()
                ? FIRST_IMAGE
                : images.stream()
                        .map(image -> "  - ref: " + LockYaml.scalar(image.toString()))
                        .collect(Collectors.joining("\n"));
        return template()
                .replace("@STREAM@", LockYaml.scalar(stream.value()))
                .replace("@KEY@", LockYaml.scalar(key))
                .replace("@PUBLIC@", publicKey)
                .replace("@IMAGES@", items);
    }

    private static String template() {
        try (InputStream in = MirrorTemplate.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The program lacks its " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
