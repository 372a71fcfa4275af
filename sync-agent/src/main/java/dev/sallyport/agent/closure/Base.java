package dev.sallyport.agent.closure;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.StrictJson;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an image says that it was made from.
 *
 * @param name as it stands there; from outside
 * @param digest null if there is none: which base it was cannot be known then
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md">annotations</a>
 */
record Base(String name, @Nullable Digest digest) {
    private static final String NAME = "org.opencontainers.image.base.name";
    private static final String DIGEST = "org.opencontainers.image.base.digest";
    private static final int LONGEST_NAME = 1024;

    /** What annotations or labels say; empty if they do not speak of a base. */
    static Optional<Base> in(Map<String, String> annotations) {
        String name = annotations.getOrDefault(NAME, "");
        String digest = annotations.getOrDefault(DIGEST, "");
        return name.isBlank() || name.length() > LONGEST_NAME
                ? Optional.empty()
                : Optional.of(new Base(name, Digest.tryParse(digest).orElse(null)));
    }

    /** What the labels in a config say. */
    static Optional<Base> inConfig(String what, byte[] config) throws MalformedJsonException {
        JsonReader json = StrictJson.parseObject(what, config, Manifest.MAX_SIZE);
        Optional<JsonReader> run = json.optionalObject("config");
        return run.isPresent() ? in(run.get().textMap("Labels")) : Optional.empty();
    }
}
