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
    private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
    private static final int HEX = 64;

    private final ArchiveFile archive;
    private final Map<Digest, TarEntry> content;
    // By where they are: images share layers, and the digests of compressed ones have to be computed.
    private final Map<Place, PackedLayer> packed = new HashMap<>();

    private record Place(long offset, DigestAlgorithm algorithm) {}

    private record Layer(Compression compression, Digest digest, long size) {}

    /** @param content gets what the manifests point to */
    DockerImageReader(ArchiveFile archive, Map<Digest, TarEntry> content) {
        this.archive = archive;
        this.content = content;
    }

    /**
     * The manifest of one image. It is of docker's kind, which keeps what OCI configs have no word for, such as health checks;
     * unless a layer is compressed in a way that docker's kind has no name for.
     *
     * @param image its element of the archive's list
     */
    MadeManifest manifest(JsonReader image) throws IOException, SallyportException {
        String configName = image.text("Config");
        TarEntry entry = entry(configName);
        byte[] bytes = archive.read(quoted(configName), entry, Manifest.MAX_SIZE);
        Descriptor config = config(configName, bytes);
        content.put(config.digest(), entry);
        List<String> names = image.texts("Layers");
        List<Digest> diffIds = diffIds(configName, bytes);
        if (names.size() != diffIds.size()) {
            throw new ArchiveException(
                    archive.path(),
                    DockerArchive.MANIFEST + " names " + names.size() + " layers of an image whose config "
                            + quoted(configName) + " has " + diffIds.size());
        }
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            layers.add(layer(names.get(i), diffIds.get(i)));
        }
        return manifest(config, layers);
    }

    private static MadeManifest manifest(Descriptor config, List<Layer> layers) {
        boolean docker = layers.stream().noneMatch(layer -> layer.compression() == Compression.ZSTD);
        List<Descriptor> descriptors = layers.stream()
                .map(layer -> new Descriptor(type(layer, docker), layer.digest(), layer.size()))
                .toList();
        return MadeManifest.of(
                docker ? MediaTypes.DOCKER_MANIFEST : MediaTypes.OCI_MANIFEST,
                null,
                new Descriptor(
                        docker ? MediaTypes.DOCKER_CONFIG : MediaTypes.OCI_CONFIG, config.digest(), config.size()),
                descriptors,
                Map.of());
    }

    private static String type(Layer layer, boolean docker) {
        if (layer.compression() == Compression.NONE) {
            return docker ? DOCKER_LAYER : OCI_LAYER;
        }
        return docker
                ? DOCKER_LAYER + '.' + layer.compression().program()
                : OCI_LAYER + '+' + layer.compression().program();
    }

    // Where the name is a digest it is that of the config, and of the image as docker shows it.
    private Descriptor config(String name, byte[] bytes) throws SallyportException {
        Descriptor config = Descriptor.of(MediaTypes.DOCKER_CONFIG, bytes);
        String last = name.substring(name.lastIndexOf('/') + 1);
        String hex = last.endsWith(".json") ? last.substring(0, last.length() - ".json".length()) : last;
        if (hex.length() == HEX) {
            Digest said = Digest.tryParse("sha256:" + hex).orElse(config.digest());
            if (!said.equals(config.digest())) {
                throw DigestMismatchException.ofDigest(said, config.digest());
            }
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
    private Layer layer(String name, Digest diffId) throws IOException, SallyportException {
        TarEntry entry = entry(name);
        Compression compression = archive.compression(entry);
        if (!compression.isReadable()) {
            throw new ArchiveException(
                    archive.path(), "its layer " + quoted(name) + " is compressed with " + compression.program());
        }
        if (compression == Compression.NONE) {
            content.putIfAbsent(diffId, entry);
            return new Layer(compression, diffId, entry.size());
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
        return new Layer(compression, layer.digest(), entry.size());
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
