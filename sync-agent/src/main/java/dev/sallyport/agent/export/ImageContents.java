package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.Closure;
import dev.sallyport.agent.closure.ClosureBlob;
import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageIndex;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.Platform;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which blobs of a closure each of its roots needs. Reads manifests that the walk brought into the cache. For one thread. */
final class ImageContents {
    private final ContentCache cache;
    private final Map<Digest, ClosureBlob> blobs = new HashMap<>();
    private final Map<Digest, List<Digest>> children = new HashMap<>();

    ImageContents(Closure closure, ContentCache cache) {
        this.cache = requireNonNull(cache, "cache is null");
        closure.blobs().forEach(blob -> blobs.put(blob.descriptor().digest(), blob));
    }

    /** The blobs that {@code root} needs, without its referrers: they are roots of their own. */
    Set<Digest> of(BundleRoot root) throws IOException, SallyportException {
        Set<Digest> found = new LinkedHashSet<>();
        Deque<Digest> next = new ArrayDeque<>(List.of(root.manifest().digest()));
        while (!next.isEmpty()) {
            Digest digest = next.remove();
            ClosureBlob blob = blobs.get(digest);
            // What is not in the closure was left out.
            if (blob != null && found.add(digest) && blob.kind() == ClosureBlob.Kind.MANIFEST) {
                next.addAll(children(blob, root));
            }
        }
        return found;
    }

    /** The platforms that {@code root} has in the closure, as texts, sorted; none if it says none. */
    List<String> platforms(BundleRoot root) throws IOException, SallyportException {
        if (!root.platforms().isEmpty()) {
            return root.platforms();
        }
        ClosureBlob blob = blobs.get(root.manifest().digest());
        Set<String> platforms = new TreeSet<>();
        if (root.manifest().platform() != null) {
            platforms.add(root.manifest().platform().toString());
        }
        if (blob != null && cache.manifest(blob.source(), blob.descriptor(), root.name()) instanceof ImageIndex index) {
            for (Descriptor child : index.manifests()) {
                Platform platform = child.platform();
                if (platform != null
                        && blobs.containsKey(child.digest())
                        && !platform.os().equals("unknown")) {
                    platforms.add(platform.toString());
                }
            }
        }
        return List.copyOf(platforms);
    }

    /** What {@code root} refers to; empty if nothing. */
    Optional<Digest> subject(BundleRoot root) throws IOException, SallyportException {
        Optional<Manifest> manifest = manifest(root);
        return manifest.flatMap(Manifest::subjectDescriptor).map(Descriptor::digest);
    }

    /** The media type of the config of {@code root}; empty text if it has none. */
    String configType(BundleRoot root) throws IOException, SallyportException {
        return manifest(root).orElse(null) instanceof ImageManifest image
                ? image.config().mediaType()
                : "";
    }

    private Optional<Manifest> manifest(BundleRoot root) throws IOException, SallyportException {
        ClosureBlob blob = blobs.get(root.manifest().digest());
        return blob == null
                ? Optional.empty()
                : Optional.of(cache.manifest(blob.source(), blob.descriptor(), root.name()));
    }

    private List<Digest> children(ClosureBlob blob, BundleRoot root) throws IOException, SallyportException {
        List<Digest> known = children.get(blob.descriptor().digest());
        if (known != null) {
            return known;
        }
        Manifest manifest = cache.manifest(blob.source(), blob.descriptor(), root.name());
        List<Digest> found = new ArrayList<>();
        if (manifest instanceof ImageManifest image) {
            found.add(image.config().digest());
            image.layers().stream().map(Descriptor::digest).forEach(found::add);
        } else if (manifest instanceof ImageIndex index) {
            index.manifests().stream().map(Descriptor::digest).forEach(found::add);
        }
        children.put(blob.descriptor().digest(), found);
        return found;
    }
}
