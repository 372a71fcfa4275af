package dev.sallyport.appliance.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.uploads.BlobPart;
import dev.sallyport.appliance.uploads.ManifestRules;
import dev.sallyport.appliance.uploads.Manifests;
import dev.sallyport.appliance.uploads.PushSpace;
import dev.sallyport.appliance.uploads.PushedManifest;
import dev.sallyport.appliance.uploads.Uploads;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Tag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Pushes through what the registry's controllers call. */
final class PushedImages {
    final Uploads uploads;
    final Manifests manifests;

    PushedImages(ApplianceStore store, Clock clock) throws IOException {
        uploads = Uploads.open(store, PushSpace.NONE, clock);
        manifests = Manifests.open(store, PushSpace.NONE, new ManifestRules(true));
    }

    Descriptor blob(String repository, String content) throws Exception {
        byte[] bytes = content.getBytes(UTF_8);
        Descriptor blob = LocalImages.of(content);
        BlobPart whole = new BlobPart(new ByteArrayInputStream(bytes), BlobPart.UNKNOWN, bytes.length);
        uploads.push(LocalImages.name(repository), whole, blob.digest(), "owner", LocalImages.ACTOR);
        return blob;
    }

    Descriptor image(String repository, List<String> layers, String... tags) throws Exception {
        List<Descriptor> blobs = new ArrayList<>();
        blobs.add(blob(repository, "config of " + layers));
        for (String layer : layers) {
            blobs.add(blob(repository, layer));
        }
        return manifest(repository, blobs, tags);
    }

    /** Puts the manifest of blobs that were pushed, and finds all of them here; by its digest alone if there are no tags. */
    Descriptor manifest(String repository, List<Descriptor> blobs, String... tags) throws Exception {
        return put(repository, MediaTypes.OCI_MANIFEST, LocalImages.image(blobs, null), tags);
    }

    Descriptor put(String repository, String mediaType, String json, String... tags) throws Exception {
        byte[] bytes = json.getBytes(UTF_8);
        PushedManifest pushed = manifests.put(
                LocalImages.name(repository),
                tags.length == 0 ? Digest.sha256(bytes) : null,
                Stream.of(tags).map(Tag::new).toList(),
                mediaType,
                bytes,
                LocalImages.ACTOR);
        assertThat(pushed.absent()).isEmpty();
        return pushed.descriptor();
    }
}
