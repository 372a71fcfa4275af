package dev.sallyport.appliance.store;

import dev.sallyport.content.ContentStore;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds up, for people, what a pushed manifest leads to: its bytes and its platforms, as far as its repository has them now. */
final class LocalClosure {
    private static final int DEEPEST = 4;
    private static final int MOST_MANIFESTS = 500;

    private final ContentStore content;
    private final Holder holder;
    private final Set<Digest> counted = new HashSet<>();
    private @Nullable PlatformList platforms;
    private int manifests;
    private long size;

    /** Knows what the repository has. */
    interface Holder {
        boolean holds(Digest digest) throws IOException;
    }

    LocalClosure(ContentStore content, Holder holder) {
        this.content = content;
        this.holder = holder;
    }

    /** Walks from the manifest that is pushed. */
    void add(Descriptor descriptor, Manifest manifest) throws IOException {
        platforms = new PlatformList(descriptor.digest(), content);
        add(platforms, descriptor, manifest, 0);
    }

    private void add(PlatformList list, Descriptor descriptor, Manifest manifest, int depth) throws IOException {
        if (!counted.add(descriptor.digest()) || ++manifests > MOST_MANIFESTS) {
            return;
        }
        size += descriptor.size();
        list.add(descriptor, manifest);
        for (Descriptor child : manifest.children()) {
            if (!MediaTypes.isManifest(child.mediaType())) {
                if (child.size() >= 0 && holder.holds(child.digest()) && counted.add(child.digest())) {
                    size += child.size();
                }
            } else if (depth < DEEPEST && holder.holds(child.digest())) {
                Optional<Manifest> found = read(child);
                if (found.isPresent()) {
                    add(list, child, found.get(), depth + 1);
                }
            }
        }
    }

    private Optional<Manifest> read(Descriptor descriptor) throws IOException {
        Optional<StoredBlob> found = content.open(descriptor.digest());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (StoredBlob blob = found.get();
                InputStream in = blob.read(0, Math.min(blob.size(), Manifest.MAX_SIZE))) {
            return Optional.of(
                    Manifest.parse("manifest " + descriptor.digest(), descriptor.mediaType(), in.readAllBytes()));
        } catch (MalformedJsonException e) {
            // Its parent gives it another type than it has; nothing can be added up then.
            return Optional.empty();
        }
    }

    /** In bytes. */
    long size() {
        return size;
    }

    /** Sorted, each once. */
    List<String> platforms() {
        return platforms == null ? List.of() : platforms.texts();
    }
}
