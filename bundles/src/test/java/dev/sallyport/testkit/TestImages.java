package dev.sallyport.testkit;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A set of valid OCI content in memory, built piece by piece. The same calls give the same bytes, on every Java.
 *
 * <pre>{@code
 * TestImages images = new TestImages();
 * Descriptor amd64 = images.image("linux/amd64").file("hello", "hello").add();
 * Descriptor arm64 = images.image("linux/arm64").file("hello", "hallo").add();
 * Descriptor index = images.index(amd64, arm64);
 * images.artifact("application/spdx+json").subject(index).blob("application/spdx+json", "{}").add();
 * registry.put("library/hello", "1.0", index, images);
 * }</pre>
 *
 * Not safe for use by many threads.
 */
public final class TestImages {
    private final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
    private final Map<Digest, String> mediaTypes = new LinkedHashMap<>();

    /** Begins an image for {@code os/architecture[/variant][:os.version]}. */
    public ImageBuilder image(String platform) {
        try {
            return new ImageBuilder(this, Platform.parse(platform));
        } catch (MalformedValueException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Begins an image for linux/amd64. */
    public ImageBuilder image() {
        return image("linux/amd64");
    }

    /** Begins an artifact: a manifest with the empty config and a type. */
    public ImageBuilder artifact(String artifactType) {
        return new ImageBuilder(this, null).artifactType(artifactType);
    }

    /** Adds an OCI index of these manifests, which may be indexes. */
    public Descriptor index(Descriptor... manifests) {
        return index(MediaTypes.OCI_INDEX, List.of(manifests), null, Map.of());
    }

    /** Adds a Docker manifest list. */
    public Descriptor dockerList(Descriptor... manifests) {
        return index(MediaTypes.DOCKER_LIST, List.of(manifests), null, Map.of());
    }

    /** Adds an index of any type. */
    public Descriptor index(
            String mediaType,
            List<Descriptor> manifests,
            @Nullable Descriptor subject,
            Map<String, String> annotations) {
        JsonWriter json = new JsonWriter()
                .put("schemaVersion", 2)
                .put("mediaType", mediaType)
                .putAll("manifests", manifests, Descriptor::toJson);
        if (subject != null) {
            json.put("subject", plain(subject).toJson());
        }
        return manifest(mediaType, json.putTexts("annotations", annotations).toBytes());
    }

    /** Adds bytes as they are. */
    public Descriptor blob(String mediaType, byte[] content) {
        return blob(mediaType, DigestAlgorithm.SHA256, content);
    }

    /** Adds bytes as they are, under a digest of another algorithm. */
    public Descriptor blob(String mediaType, DigestAlgorithm algorithm, byte[] content) {
        Descriptor descriptor = new Descriptor(mediaType, Digest.of(algorithm, content), content.length);
        blobs.put(descriptor.digest(), content.clone());
        return descriptor;
    }

    /** Adds bytes as a manifest, whatever they say; registries answer for them as {@code mediaType}. */
    public Descriptor manifest(String mediaType, byte[] content) {
        Descriptor descriptor = blob(mediaType, content);
        mediaTypes.put(descriptor.digest(), mediaType);
        return descriptor;
    }

    /** All content by digest, in the order it was added. */
    public Map<Digest, byte[]> blobs() {
        return Collections.unmodifiableMap(blobs);
    }

    /** The bytes of one manifest or blob. */
    public byte[] bytes(Digest digest) {
        byte[] content = blobs.get(digest);
        if (content == null) {
            throw new NoSuchElementException("Nothing was built under " + digest);
        }
        return content.clone();
    }

    /** The media type of a manifest; empty for a blob. */
    public Optional<String> manifestType(Digest digest) {
        return Optional.ofNullable(mediaTypes.get(digest));
    }

    /** The manifests whose subject is {@code subject}. */
    public List<Descriptor> referrers(Digest subject) {
        return allReferrers().stream()
                .filter(referrer -> parsed(referrer.digest())
                        .flatMap(Manifest::subjectDescriptor)
                        .filter(of -> of.digest().equals(subject))
                        .isPresent())
                .toList();
    }

    /** The digests that {@code root} reaches through configs, layers and child manifests, itself included; without referrers. */
    public Set<Digest> closure(Digest root) {
        Set<Digest> reached = new TreeSet<>();
        collect(root, reached);
        return reached;
    }

    /** What {@link #closure} gives, and all referrers of it, and of those. */
    public Set<Digest> closureWithReferrers(Digest root) {
        Set<Digest> reached = new TreeSet<>();
        collectWithReferrers(root, reached);
        return reached;
    }

    /**
     * Writes all content as an OCI image layout into {@code folder}, which is made if needed. Each root is named by its key: in
     * {@code org.opencontainers.image.ref.name}, and in {@code io.containerd.image.name} when the key is a full reference. Referrers follow without a name.
     */
    public void writeLayout(Path folder, Map<String, Descriptor> roots) throws IOException {
        for (Map.Entry<Digest, byte[]> blob : blobs.entrySet()) {
            Digest digest = blob.getKey();
            Path parent = folder.resolve("blobs").resolve(digest.algorithm().prefix());
            Files.write(Files.createDirectories(parent).resolve(digest.hex()), blob.getValue());
        }
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}", StandardCharsets.UTF_8);
        List<Json> manifests = new ArrayList<>();
        new TreeMap<>(roots)
                .forEach((name, root) ->
                        manifests.add(root.withAnnotations(names(name, root)).toJson()));
        for (Descriptor referrer : allReferrers()) {
            manifests.add(referrer.toJson());
        }
        byte[] index = new JsonWriter()
                .put("schemaVersion", 2)
                .put("mediaType", MediaTypes.OCI_INDEX)
                .put("manifests", new Json.JsonArray(manifests))
                .toBytes();
        Files.write(folder.resolve("index.json"), index);
    }

    private List<Descriptor> allReferrers() {
        List<Descriptor> referrers = new ArrayList<>();
        mediaTypes.forEach((digest, mediaType) -> parsed(digest)
                .filter(manifest -> manifest.subjectDescriptor().isPresent())
                .ifPresent(manifest -> referrers.add(new Descriptor(
                        mediaType,
                        digest,
                        blobs.get(digest).length,
                        null,
                        manifest.effectiveArtifactType().orElse(null),
                        manifest.annotations(),
                        List.of()))));
        return referrers;
    }

    private static Map<String, String> names(String name, Descriptor root) {
        Map<String, String> annotations = new LinkedHashMap<>(root.annotations());
        annotations.put("org.opencontainers.image.ref.name", name);
        if (name.indexOf('/') > 0) {
            annotations.put("io.containerd.image.name", name);
        }
        return annotations;
    }

    /** The manifest read from the bytes under {@code digest}; empty if it is a blob, or no manifest that could be read. */
    Optional<Manifest> parsed(Digest digest) {
        String mediaType = mediaTypes.get(digest);
        if (mediaType == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Manifest.parse(digest.toString(), mediaType, bytes(digest)));
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }

    /** Type, digest and size alone, as a subject is written. */
    static Descriptor plain(Descriptor descriptor) {
        return new Descriptor(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }

    private void collect(Digest digest, Set<Digest> reached) {
        // A child that was never built, such as a foreign layer or another platform of a sparse index, is not content
        // here.
        if (blobs.containsKey(digest) && reached.add(digest)) {
            parsed(digest)
                    .ifPresent(manifest -> manifest.children().forEach(child -> collect(child.digest(), reached)));
        }
    }

    private void collectWithReferrers(Digest root, Set<Digest> reached) {
        Set<Digest> added = new TreeSet<>(closure(root));
        added.removeAll(reached);
        reached.addAll(added);
        for (Digest digest : added) {
            referrers(digest).forEach(referrer -> collectWithReferrers(referrer.digest(), reached));
        }
    }
}
