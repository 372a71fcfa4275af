package dev.sallyport.oci;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Points to content: its type, its digest, its size in bytes.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md">descriptor</a>
 */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        @Nullable Platform platform,
        @Nullable String artifactType,
        Map<String, String> annotations,
        List<String> urls) {
    public Descriptor {
        requireNonNull(mediaType, "mediaType is null");
        requireNonNull(digest, "digest is null");
        if (size < 0) {
            throw new IllegalArgumentException("size is negative");
        }
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
        urls = List.copyOf(urls);
    }

    /** A descriptor of type, digest and size alone. */
    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, null, null, Map.of(), List.of());
    }

    /** The descriptor of {@code content}. */
    public static Descriptor of(String mediaType, byte[] content) {
        return new Descriptor(mediaType, Digest.sha256(content), content.length);
    }

    /** Reads a descriptor, checking that its digest is one and its size a size. */
    public static Descriptor read(JsonReader json) throws MalformedJsonException {
        String digest = json.text("digest");
        var platform = json.optionalObject("platform");
        return new Descriptor(
                json.text("mediaType"),
                Digest.tryParse(digest)
                        .orElseThrow(() -> json.problem("digest", "is no digest: " + Printable.shorten(digest))),
                json.size("size"),
                // Attestation manifests and artifacts may have a platform without os or architecture.
                platform.isPresent()
                                && platform.get().has("os")
                                && platform.get().has("architecture")
                        ? Platform.read(platform.get())
                        : null,
                json.optionalText("artifactType").orElse(null),
                json.textMap("annotations"),
                json.texts("urls"));
    }

    /** This descriptor with other annotations. */
    public Descriptor withAnnotations(Map<String, String> other) {
        return new Descriptor(mediaType, digest, size, platform, artifactType, other, urls);
    }

    /** Members in the order mediaType, digest, size, then what is present of the others; annotations sorted. */
    public Json toJson() {
        JsonWriter json = new JsonWriter()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", size);
        if (!urls.isEmpty()) {
            json.putAll("urls", urls, Json::of);
        }
        if (platform != null) {
            json.put("platform", platform.toJson());
        }
        return json.putIfPresent("artifactType", artifactType)
                .putTexts("annotations", annotations)
                .toObject();
    }

    /** The platform's text for people; {@code -} if there is none. */
    public String platformText() {
        return platform == null ? "-" : platform.toString();
    }
}
