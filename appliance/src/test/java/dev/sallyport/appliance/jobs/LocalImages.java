package dev.sallyport.appliance.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.Leases;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pushes as the registry does: content first, under a lease, then the link. */
final class LocalImages {
    static final String ACTOR = "tester";

    private final ApplianceStore store;
    private final AtomicLong uploads = new AtomicLong();

    LocalImages(ApplianceStore store) {
        this.store = store;
    }

    static RepositoryName name(String repository) {
        return new RepositoryName(repository);
    }

    /** A blob that no manifest has yet. */
    @SuppressWarnings("try") // the lease is held, not used
    Descriptor blob(String repository, String content) throws Exception {
        Descriptor blob = Descriptor.of("application/octet-stream", content.getBytes(UTF_8));
        try (Leases.Lease lease = store.leases().take(blob.digest())) {
            write(blob, content.getBytes(UTF_8));
            store.local().linkBlob(name(repository), blob.digest(), blob.size(), ACTOR);
        }
        return blob;
    }

    /** An image of a configuration and layers; with tags or without. */
    Descriptor image(String repository, List<String> layers, String... tags) throws Exception {
        List<Descriptor> blobs = new java.util.ArrayList<>();
        blobs.add(blob(repository, "config of " + layers));
        for (String layer : layers) {
            blobs.add(blob(repository, layer));
        }
        return manifest(repository, image(blobs, null), tags);
    }

    /** A manifest whose subject is another. */
    Descriptor referrer(String repository, Descriptor subject, String content, String... tags) throws Exception {
        return manifest(
                repository,
                image(List.of(blob(repository, "config of " + content), blob(repository, content)), subject),
                tags);
    }

    Descriptor index(String repository, List<Descriptor> manifests, String... tags) throws Exception {
        String json = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":["
                + manifests.stream().map(LocalImages::json).collect(Collectors.joining(",")) + "]}";
        return put(repository, MediaTypes.OCI_INDEX, json, tags);
    }

    private Descriptor manifest(String repository, String json, String... tags) throws Exception {
        return put(repository, MediaTypes.OCI_MANIFEST, json, tags);
    }

    /** The manifest of a configuration and layers. */
    static String image(List<Descriptor> blobs, Descriptor subject) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"config\":" + json(blobs.get(0))
                + ",\"layers\":["
                + blobs.stream().skip(1).map(LocalImages::json).collect(Collectors.joining(","))
                + "]" + (subject == null ? "" : ",\"subject\":" + json(subject)) + "}";
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\":\"" + descriptor.mediaType() + "\",\"digest\":\"" + descriptor.digest() + "\",\"size\":"
                + descriptor.size() + "}";
    }

    @SuppressWarnings("try") // the lease is held, not used
    private Descriptor put(String repository, String mediaType, String json, String... tags) throws Exception {
        byte[] content = json.getBytes(UTF_8);
        Descriptor descriptor = Descriptor.of(mediaType, content);
        try (Leases.Lease lease = store.leases().take(descriptor.digest())) {
            write(descriptor, content);
            Manifest manifest = Manifest.parse("manifest", mediaType, content);
            Set<Digest> required =
                    manifest.children().stream().map(Descriptor::digest).collect(Collectors.toSet());
            store.local()
                    .putManifest(
                            name(repository),
                            descriptor,
                            manifest,
                            required,
                            Stream.of(tags).map(Tag::new).toList(),
                            ACTOR);
        }
        return descriptor;
    }

    private void write(Descriptor descriptor, byte[] content) throws Exception {
        UploadId id = new UploadId("test-" + uploads.incrementAndGet());
        try (PartialBlob upload = store.content().upload(id)) {
            upload.write(0, new ByteArrayInputStream(content), content.length);
            upload.commit(descriptor);
        }
    }

    void delete(String repository, Descriptor manifest) throws Exception {
        store.local().deleteManifest(name(repository), manifest.digest(), ACTOR);
    }

    boolean holds(Descriptor... descriptors) throws Exception {
        for (Descriptor descriptor : descriptors) {
            if (store.content().size(descriptor.digest()).isEmpty()) {
                return false;
            }
        }
        return descriptors.length > 0;
    }

    boolean holdsAny(Descriptor... descriptors) throws Exception {
        return Arrays.stream(descriptors).anyMatch(descriptor -> {
            try {
                return holds(descriptor);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    static Descriptor of(String content) {
        return Descriptor.of("application/octet-stream", content.getBytes(UTF_8));
    }
}
