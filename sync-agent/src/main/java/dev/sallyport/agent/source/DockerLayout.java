package dev.sallyport.agent.source;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageIndex;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The image layout that dockers from 25 on put into what they save, as far as it is right. The first of them left out all layers,
 * or gave them wrong sizes; later ones still leave out images that were named by their digests.
 *
 * @see <a href="https://github.com/moby/moby/issues/47065">no layers</a>
 * @see <a href="https://github.com/moby/moby/issues/51389">missing images</a>
 */
final class DockerLayout {
    private static final int DEEPEST = 8;
    private static final int MOST_MANIFESTS = 50_000;

    private final ArchiveFile archive;
    private final Map<Digest, Integer> layerCounts;
    private final List<Descriptor> roots = new ArrayList<>();
    private final Map<Digest, Descriptor> images = new HashMap<>();
    private final Set<Digest> visited = new HashSet<>();

    private DockerLayout(ArchiveFile archive, Map<Digest, Integer> layerCounts) {
        this.archive = archive;
        this.layerCounts = layerCounts;
    }

    /** @param layerCounts for the configs of images that docker means to have saved, how many layers they have */
    static DockerLayout read(ArchiveFile archive, Map<Digest, Integer> layerCounts)
            throws IOException, SallyportException {
        DockerLayout layout = new DockerLayout(archive, layerCounts);
        if (LayoutArchive.isLayout(archive.table())) {
            LayoutArchive files = LayoutArchive.of(archive, "");
            JsonReader index = StrictJson.parseObject(
                    archive + ", " + LayoutArchive.INDEX,
                    files.document(LayoutArchive.INDEX, Manifest.MAX_SIZE),
                    Manifest.MAX_SIZE);
            // Where there are none they may be null.
            for (JsonReader json : index.objects("manifests")) {
                Descriptor root = Descriptor.read(json);
                if (layout.visit(files, root, 0)) {
                    layout.roots.add(root);
                }
            }
        }
        return layout;
    }

    // False for an image that lacks what docker meant to save with it.
    private boolean visit(LayoutFiles files, Descriptor descriptor, int depth) throws IOException, SallyportException {
        if (!MediaTypes.isManifest(descriptor.mediaType())
                || LayoutArchive.entry(archive, descriptor.digest()).isEmpty()) {
            return true;
        }
        if (visited.add(descriptor.digest()) && visited.size() > MOST_MANIFESTS) {
            throw new ArchiveException(archive.path(), "it has more than " + MOST_MANIFESTS + " manifests");
        }
        Manifest manifest = Manifest.parse(
                archive + ", " + descriptor.digest(), descriptor.mediaType(), files.manifest(descriptor));
        if (manifest instanceof ImageIndex index) {
            for (Descriptor child : index.manifests()) {
                if (depth < DEEPEST && !visited.contains(child.digest())) {
                    visit(files, child, depth + 1);
                }
            }
            return true;
        }
        return !(manifest instanceof ImageManifest image) || keep(descriptor, image);
    }

    private boolean keep(Descriptor descriptor, ImageManifest image) throws ArchiveException {
        Integer count = layerCounts.get(image.config().digest());
        if (count == null) {
            return true;
        }
        boolean whole = image.layers().size() == count;
        for (Descriptor layer : image.layers()) {
            Optional<TarEntry> entry = LayoutArchive.entry(archive, layer.digest());
            whole &= entry.isEmpty() || entry.get().size() == layer.size();
        }
        if (whole) {
            images.putIfAbsent(
                    image.config().digest(),
                    new Descriptor(descriptor.mediaType(), descriptor.digest(), descriptor.size()));
        }
        return whole;
    }

    /** Its roots, without images that are not whole. */
    List<Descriptor> roots() {
        return List.copyOf(roots);
    }

    /** The image with this config, if it is there and whole. */
    Optional<Descriptor> image(Digest config) {
        return Optional.ofNullable(images.get(config));
    }
}
