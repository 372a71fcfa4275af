package dev.sallyport.bundle;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A manifest that a release names: by a tag, by its digest alone, or as a referrer of another.
 *
 * @param manifest type, digest, size and platform; its annotations are not used
 * @param tag the name it has in the repository; null for a digest root or a referrer
 * @param referrer whether it is here because it refers to another manifest
 * @param source where it was fetched from, for people and for fetching it again
 * @param reason why it is here, for people
 * @param platforms the platforms that were kept, as texts; empty for all
 */
public record BundleRoot(
        Descriptor manifest,
        RepositoryName repository,
        @Nullable Tag tag,
        boolean referrer,
        String source,
        String reason,
        List<String> platforms) {
    private static final String REPOSITORY = "dev.sallyport.repository";
    private static final String TAG = "dev.sallyport.tag";
    private static final String SOURCE = "dev.sallyport.source";
    private static final String REASON = "dev.sallyport.reason";
    private static final String PLATFORMS = "dev.sallyport.platforms";
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final String CONTAINERD_NAME = "io.containerd.image.name";

    public BundleRoot {
        manifest = manifest.withAnnotations(Map.of());
        requireNonNull(repository, "repository is null");
        requireNonNull(source, "source is null");
        requireNonNull(reason, "reason is null");
        if (referrer && tag != null) {
            throw new IllegalArgumentException("A referrer with a tag");
        }
        platforms = List.copyOf(platforms);
    }

    /** {@code REPOSITORY:TAG}, or {@code REPOSITORY@DIGEST}. */
    public String name() {
        return repository + (tag == null ? "@" + manifest.digest() : ":" + tag);
    }

    /** As {@link #name()}, with the host and port as clients write them: the name under which other tools know the image. */
    public String upstreamName() {
        return repository.upstreamName() + (tag == null ? "@" + manifest.digest() : ":" + tag);
    }

    Descriptor toDescriptor() {
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(REPOSITORY, repository.value());
        if (tag != null) {
            annotations.put(TAG, tag.name());
        }
        annotations.put(SOURCE, source);
        annotations.put(REASON, reason);
        if (!platforms.isEmpty()) {
            annotations.put(PLATFORMS, String.join(",", platforms));
        }
        if (!referrer) {
            annotations.put(REF_NAME, upstreamName());
            annotations.put(CONTAINERD_NAME, upstreamName());
        }
        return manifest.withAnnotations(annotations);
    }

    static BundleRoot read(JsonReader json) throws MalformedJsonException {
        Descriptor descriptor = Descriptor.read(json);
        Map<String, String> annotations = descriptor.annotations();
        String platforms = annotations.getOrDefault(PLATFORMS, "");
        try {
            return new BundleRoot(
                    descriptor,
                    new RepositoryName(require(json, descriptor.digest(), annotations, REPOSITORY)),
                    annotations.containsKey(TAG) ? new Tag(annotations.get(TAG)) : null,
                    !annotations.containsKey(REF_NAME),
                    annotations.getOrDefault(SOURCE, ""),
                    annotations.getOrDefault(REASON, ""),
                    platforms.isEmpty() ? List.of() : List.of(platforms.split(",", -1)));
        } catch (IllegalArgumentException e) {
            throw json.problem(
                    "annotations",
                    "of " + descriptor.digest() + ": " + Printable.shorten(String.valueOf(e.getMessage())));
        }
    }

    private static String require(JsonReader json, Digest digest, Map<String, String> annotations, String name)
            throws MalformedJsonException {
        String value = annotations.get(name);
        if (value == null) {
            throw json.problem("annotations", "of " + digest + " lack " + name);
        }
        return value;
    }
}
