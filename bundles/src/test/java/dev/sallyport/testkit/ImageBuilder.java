package dev.sallyport.testkit;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Platform;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Builds one image manifest or artifact into a {@link TestImages}, which hands it out. */
public final class ImageBuilder {
    private static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    private static final String DOCKER_FOREIGN_LAYER = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
    private static final String EPOCH = "1970-01-01T00:00:00Z";

    private final TestImages images;
    private final @Nullable Platform platform;
    private final List<Descriptor> layers = new ArrayList<>();
    private final List<Digest> diffIds = new ArrayList<>();
    private final Map<String, String> annotations = new TreeMap<>();
    private final Map<String, String> labels = new TreeMap<>();
    private List<String> entrypoint = List.of();
    private boolean docker;
    private @Nullable String artifactType;
    private @Nullable Descriptor subject;

    ImageBuilder(TestImages images, @Nullable Platform platform) {
        this.images = images;
        this.platform = platform;
    }

    /** Uses Docker's media types for manifest, config and the layers that follow. */
    public ImageBuilder docker() {
        docker = true;
        return this;
    }

    /** Adds a layer with one text file. */
    public ImageBuilder file(String path, String content) {
        return layer(Layers.of(path, content.getBytes(StandardCharsets.UTF_8)));
    }

    /** Adds a layer with one file of {@code size} bytes that do not compress; the blob is a little larger. */
    public ImageBuilder randomLayer(long seed, int size) {
        return layer(Layers.of("data-" + seed, Layers.randomBytes(seed, size)));
    }

    /** Adds a layer. */
    public ImageBuilder layer(Layers.Layer layer) {
        layers.add(images.blob(docker ? DOCKER_LAYER : MediaTypes.OCI_LAYER_GZIP, layer.blob()));
        diffIds.add(layer.diffId());
        return this;
    }

    /** Adds a layer or artifact blob of any type and any bytes. */
    public ImageBuilder blob(String mediaType, byte[] content) {
        return blob(images.blob(mediaType, content));
    }

    /** Adds a text as a layer or artifact blob of any type. */
    public ImageBuilder blob(String mediaType, String content) {
        return blob(mediaType, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a layer by its descriptor, whose content need not exist: a foreign layer, or one with a wrong size. */
    public ImageBuilder blob(Descriptor layer) {
        layers.add(layer);
        diffIds.add(layer.digest());
        return this;
    }

    /** Adds a layer that its publisher does not let registries hold, as Windows images have. Its content need not exist. */
    public ImageBuilder foreignLayer(byte[] content, String url) {
        return blob(new Descriptor(
                DOCKER_FOREIGN_LAYER, Digest.sha256(content), content.length, null, null, Map.of(), List.of(url)));
    }

    /** Sets what a container of this image runs. */
    public ImageBuilder entrypoint(String... words) {
        entrypoint = List.of(words);
        return this;
    }

    /** Adds a label to the config. */
    public ImageBuilder label(String name, String value) {
        labels.put(name, value);
        return this;
    }

    /** Adds an annotation to the manifest. */
    public ImageBuilder annotation(String name, String value) {
        annotations.put(name, value);
        return this;
    }

    /** Sets the manifest's artifactType. */
    public ImageBuilder artifactType(String type) {
        artifactType = type;
        return this;
    }

    /** Makes the manifest a referrer of {@code of}, which need not exist. */
    public ImageBuilder subject(Descriptor of) {
        subject = of;
        return this;
    }

    /** Adds config and manifest. The descriptor has the platform, as an index wants it. */
    public Descriptor add() {
        String mediaType = docker ? MediaTypes.DOCKER_MANIFEST : MediaTypes.OCI_MANIFEST;
        Descriptor config = platform == null
                ? images.blob(MediaTypes.OCI_EMPTY, "{}".getBytes(StandardCharsets.UTF_8))
                : images.blob(docker ? DOCKER_CONFIG : MediaTypes.OCI_CONFIG, config(platform));
        JsonWriter json = new JsonWriter()
                .put("schemaVersion", 2)
                .put("mediaType", mediaType)
                .putIfPresent("artifactType", artifactType)
                .put("config", config.toJson())
                .putAll("layers", layers, Descriptor::toJson);
        if (subject != null) {
            json.put("subject", TestImages.plain(subject).toJson());
        }
        Descriptor manifest = images.manifest(
                mediaType, json.putTexts("annotations", annotations).toBytes());
        return new Descriptor(
                mediaType, manifest.digest(), manifest.size(), platform, artifactType, Map.of(), List.of());
    }

    private byte[] config(Platform of) {
        JsonWriter run = new JsonWriter();
        if (!entrypoint.isEmpty()) {
            run.putAll("Entrypoint", entrypoint, Json::of);
        }
        return new JsonWriter()
                .put("created", EPOCH)
                .put("architecture", of.architecture())
                .put("os", of.os())
                .putIfPresent("os.version", of.osVersion())
                .putIfPresent("variant", of.variant())
                .put("config", run.putTexts("Labels", labels).toObject())
                .put(
                        "rootfs",
                        new JsonWriter()
                                .put("type", "layers")
                                .putAll("diff_ids", diffIds, diffId -> Json.of(diffId.toString()))
                                .toObject())
                .putAll(
                        "history",
                        diffIds,
                        diffId -> new JsonWriter()
                                .put("created", EPOCH)
                                .put("created_by", "testkit")
                                .toObject())
                .toBytes();
    }
}
