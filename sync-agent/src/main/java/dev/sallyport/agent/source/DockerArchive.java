package dev.sallyport.agent.source;

import dev.sallyport.agent.source.SourceArgument.ArchiveArgument;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code docker save} writes, and what podman and skopeo write as docker archives, seen as the image layout that it amounts to.
 * Configs and layers are the archive's, byte for byte, so that images keep their IDs. Manifests are those of the image layout that
 * newer dockers put into the archive, so that images keep their digests; where it has none or wrong ones they are made, and always
 * the same for the same archive.
 *
 * <pre>
 * manifest.json       for each image its config, its names and its layers, lowest first
 * HEX.json            a config; its digest is the image's ID; from docker 25 on blobs/sha256/HEX
 * ID/layer.tar        a layer, not compressed; or a link ../ID/layer.tar to it; podman and skopeo: HEX.tar
 * oci-layout, index.json, blobs/       an image layout, from docker 25 on
 * ID/json, ID/VERSION, repositories    for dockers before 1.10; not read
 * </pre>
 *
 * @see <a href="https://github.com/moby/docker-image-spec/blob/main/v1.2.md#combined-image-json--filesystem-changeset-format">combined
 *     image format</a>
 */
final class DockerArchive implements LayoutFiles {
    static final String MANIFEST = "manifest.json";
    private static final String TRANSPORT = ArchiveArgument.Format.DOCKER.transport();

    private static final String OLDEST = "repositories";
    private static final int MOST_LAYERS = 100_000;
    private static final byte[] VERSION = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);

    private final ArchiveFile archive;
    private final Map<Digest, MadeManifest> made = new HashMap<>();
    private final Map<Digest, TarEntry> content = new HashMap<>();
    private final List<Descriptor> roots = new ArrayList<>();

    private DockerArchive(ArchiveFile archive) {
        this.archive = archive;
    }

    /**
     * The images of the archive.
     *
     * @param archive stays the caller's
     */
    static LayoutFiles of(ArchiveFile archive) throws IOException, SallyportException {
        TarTable table = archive.table();
        Optional<TarEntry> manifest = table.find(MANIFEST);
        if (manifest.isEmpty() && LayoutArchive.isLayout(table)) {
            return LayoutArchive.of(archive, TRANSPORT);
        }
        if (manifest.isEmpty()) {
            boolean old = table.names().contains(OLDEST);
            throw new ArchiveException(
                    archive.path(),
                    old ? "a docker before 1.10 wrote it, which gave images no IDs" : "it has no " + MANIFEST,
                    old
                            ? "Load it with such a docker, and save it with a newer one."
                            : "Name an archive that 'docker save' or 'podman save' wrote.");
        }
        DockerArchive images = new DockerArchive(archive);
        images.read(archive.read(MANIFEST, manifest.get(), Manifest.MAX_SIZE));
        return images;
    }

    private void read(byte[] manifest) throws IOException, SallyportException {
        DockerImageReader reader = new DockerImageReader(archive, content);
        List<JsonReader> images = images(manifest);
        Map<Digest, Integer> layerCounts = new HashMap<>();
        int layers = 0;
        for (JsonReader image : images) {
            int count = image.texts("Layers").size();
            layers += count;
            if (layers > MOST_LAYERS) {
                throw new ArchiveException(
                        archive.path(), "its images have more than the " + MOST_LAYERS + " layers allowed");
            }
            layerCounts.put(reader.config(image).digest(), count);
        }
        DockerLayout layout = DockerLayout.read(archive, layerCounts);
        Set<String> names = new HashSet<>();
        for (Descriptor root : layout.roots()) {
            roots.add(root);
            LayoutIndex.name(root).ifPresent(name -> names.add(name.toString()));
        }
        for (JsonReader image : images) {
            Optional<Descriptor> there = layout.image(reader.config(image).digest());
            List<String> left = fullNames(image);
            left.removeAll(names);
            if (there.isEmpty()) {
                MadeManifest made = reader.manifest(image);
                this.made.put(made.descriptor().digest(), made);
                addRoots(made.descriptor(), left);
            } else if (!left.isEmpty()) {
                addRoots(there.get(), left);
            }
        }
    }

    private List<JsonReader> images(byte[] manifest) throws MalformedJsonException {
        String what = archive + ", " + MANIFEST;
        if (!(StrictJson.parse(what, manifest, Manifest.MAX_SIZE) instanceof Json.JsonArray array)) {
            throw new MalformedJsonException(what, "it is not an array");
        }
        List<JsonReader> images = new ArrayList<>();
        for (Json element : array.elements()) {
            if (!(element instanceof Json.JsonObject object)) {
                throw new MalformedJsonException(what, "it has an element that is not an object");
            }
            images.add(new JsonReader(what, object));
        }
        return images;
    }

    private void addRoots(Descriptor root, List<String> names) {
        if (names.isEmpty()) {
            roots.add(root);
        }
        for (String name : names) {
            roots.add(root.withAnnotations(Map.of(LayoutIndex.IMAGE_NAME, name)));
        }
    }

    private List<String> fullNames(JsonReader image) throws SallyportException {
        List<String> names = new ArrayList<>();
        for (String name : image.texts("RepoTags")) {
            names.add(fullName(name));
        }
        return names;
    }

    private String fullName(String name) throws ArchiveException {
        try {
            return Reference.parse(name).toString();
        } catch (MalformedValueException e) {
            throw new ArchiveException(
                    archive.path(), "it names an image '" + Printable.shorten(name) + "', which is no reference");
        }
    }

    @Override
    public Path path() {
        return archive.path();
    }

    @Override
    public String address() {
        return TRANSPORT + ':' + archive.realPath();
    }

    @Override
    public byte[] document(String name, int limit) {
        return name.equals(LayoutArchive.VERSION)
                ? VERSION.clone()
                : new JsonWriter()
                        .put("schemaVersion", 2)
                        .put("mediaType", MediaTypes.OCI_INDEX)
                        .putAll("manifests", roots, Descriptor::toJson)
                        .toBytes();
    }

    @Override
    public InputStream open(Descriptor descriptor, long from) throws SallyportException {
        MadeManifest manifest = made.get(descriptor.digest());
        if (manifest != null && manifest.descriptor().size() == descriptor.size()) {
            return manifest.open(from);
        }
        TarEntry entry = content.get(descriptor.digest());
        return LayoutArchive.open(
                archive,
                entry == null ? LayoutArchive.entry(archive, descriptor.digest()) : Optional.of(entry),
                descriptor,
                from);
    }
}
