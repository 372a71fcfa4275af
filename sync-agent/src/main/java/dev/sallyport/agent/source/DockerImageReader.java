package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the manifests of a docker archive's images, and notes where their configs and layers are. */
final class DockerImageReader {
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    private final ArchiveFile archive;
    private final Map<Digest, TarEntry> content;
    // By where they are: images share them, and however often they are named they are read once.
    private final Map<Place, PackedLayer> packed = new HashMap<>();

    private final Map<Long, Config> configs = new HashMap<>();

    private record Config(Descriptor descriptor, List<Digest> diffIds) {}

    private record Place(long offset, DigestAlgorithm algorithm) {}

    /** @param content gets what the manifests point to */
    DockerImageReader(ArchiveFile archive, Map<Digest, TarEntry> content) {
        this.archive = archive;
        this.content = content;
    }

    /**
     * The manifest of one image. It is an OCI one, as newer dockers make them: tools that read image layouts pass over all others.
     *
     * @param image its element of the archive's list
     */
    MadeManifest manifest(JsonReader image) throws IOException, SallyportException {
        String configName = image.text("Config");
        Config config = read(configName);
        List<String> names = image.texts("Layers");
        List<Digest> diffIds = config.diffIds();
        if (names.size() != diffIds.size()) {
            throw new ArchiveException(
                    archive.path(),
                    DockerArchive.MANIFEST + " names " + names.size() + " layers of an image whose config "
                            + quoted(configName) + " has " + diffIds.size());
        }
        List<Descriptor> layers = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            layers.add(layer(names.get(i), diffIds.get(i)));
        }
        return MadeManifest.of(MediaTypes.OCI_MANIFEST, null, config.descriptor(), layers, Map.of());
    }

    /** The config of one image, whose digest is the image's ID. */
    Descriptor config(JsonReader image) throws IOException, SallyportException {
        return read(image.text("Config")).descriptor();
    }

    private Config read(String name) throws IOException, SallyportException {
        TarEntry entry = entry(name);
        Config config = configs.get(entry.offset());
        if (config == null) {
            byte[] bytes = archive.read(quoted(name), entry, Manifest.MAX_SIZE);
            config = new Config(Descriptor.of(MediaTypes.OCI_CONFIG, bytes), diffIds(name, bytes));
            configs.put(entry.offset(), config);
            content.put(config.descriptor().digest(), entry);
        }
        String last = name.substring(name.lastIndexOf('/') + 1);
        String hex = last.endsWith(".json") ? last.substring(0, last.length() - ".json".length()) : last;
        Digest found = config.descriptor().digest();
        Digest said = Digest.tryParse("sha256:" + hex).orElse(found);
        if (!said.equals(found)) {
            throw DigestMismatchException.ofDigest(said, found);
        }
        return config;
    }

    private List<Digest> diffIds(String name, byte[] config) throws SallyportException {
        JsonReader json = StrictJson.parseObject(archive + ", " + Printable.shorten(name), config, Manifest.MAX_SIZE);
        JsonReader rootfs = json.object("rootfs");
        List<Digest> diffIds = new ArrayList<>();
        for (String text : rootfs.texts("diff_ids")) {
            diffIds.add(Digest.tryParse(text)
                    .orElseThrow(
                            () -> rootfs.problem("diff_ids", "has what is no digest: " + Printable.shorten(text))));
        }
        return diffIds;
    }

    // A layer that is not compressed has its diffID for its digest: whoever fetches it checks it.
    private Descriptor layer(String name, Digest diffId) throws IOException, SallyportException {
        TarEntry entry = entry(name);
        Compression compression = archive.compression(entry);
        if (!compression.isReadable()) {
            throw new ArchiveException(
                    archive.path(), "its layer " + quoted(name) + " is compressed with " + compression.program());
        }
        if (compression == Compression.NONE) {
            content.putIfAbsent(diffId, entry);
            return new Descriptor(LAYER, diffId, entry.size());
        }
        Place place = new Place(entry.offset(), diffId.algorithm());
        PackedLayer layer = packed.get(place);
        if (layer == null) {
            layer = PackedLayer.read(archive, quoted(name), entry, compression, diffId.algorithm());
            packed.put(place, layer);
        }
        if (!layer.diffId().equals(diffId)) {
            throw DigestMismatchException.ofDigest(diffId, layer.diffId());
        }
        content.put(layer.digest(), entry);
        return new Descriptor(LAYER + '+' + compression.program(), layer.digest(), entry.size());
    }

    private TarEntry entry(String name) throws ArchiveException {
        return archive.table()
                .find(requireNonNull(name))
                .orElseThrow(() -> new ArchiveException(
                        archive.path(),
                        DockerArchive.MANIFEST + " names " + quoted(name) + ", which is not there",
                        archive.table().isComplete()
                                ? "Write the archive again with all of its content."
                                : "The archive has no end mark and is probably cut off: write or copy it again."));
    }

    private static String quoted(String name) {
        return '\'' + Printable.shorten(name) + '\'';
    }
}
