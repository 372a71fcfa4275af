package dev.sallyport.appliance.registry.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Platform;
import dev.sallyport.testkit.Layers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a client pushes for one row: blobs, manifests, each after what it is made of, and tags. */
final class ContentSet {
    /** How large a layer is. */
    private static final int LAYER = 700;

    /** A manifest and what names it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pushed(Descriptor descriptor, byte[] bytes, List<String> tags) {
        Digest digest() {
            return descriptor.digest();
        }
    }

    private final DigestAlgorithm algorithm;
    private final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
    private final List<Pushed> manifests = new ArrayList<>();
    private final Map<Digest, List<Descriptor>> referrers = new LinkedHashMap<>();
    private int seed;

    private ContentSet(DigestAlgorithm algorithm, int seed) {
        this.algorithm = algorithm;
        this.seed = seed;
    }

    static ContentSet of(ContentRow row) {
        ContentSet set = new ContentSet(row.algorithm(), row.name().hashCode());
        row.fill(set);
        return set;
    }

    Map<Digest, byte[]> blobs() {
        return blobs;
    }

    /** In the order to push them in. */
    List<Pushed> manifests() {
        return manifests;
    }

    /** What must be found for each subject. */
    Map<Digest, List<Descriptor>> referrers() {
        return referrers;
    }

    Descriptor blob(String mediaType, byte[] content) {
        Descriptor blob = new Descriptor(mediaType, Digest.of(algorithm, content), content.length);
        blobs.put(blob.digest(), content);
        return blob;
    }

    /** A new blob. */
    Descriptor layer(String mediaType) {
        return blob(mediaType, Layers.randomBytes(seed++, LAYER));
    }

    /** A new blob that nobody pushes. */
    Descriptor missing(String mediaType, List<String> urls) {
        Digest digest = Digest.of(algorithm, Layers.randomBytes(seed++, LAYER));
        return new Descriptor(mediaType, digest, LAYER, null, null, Map.of(), urls);
    }

    /** A new image's config; what it says of layers is wrong, and no registry's business. */
    Descriptor config(String mediaType, String architecture, boolean unknownField) {
        JsonWriter config = new JsonWriter()
                .put("author", "row " + seed++)
                .put("os", "linux")
                .put("architecture", architecture)
                .put("rootfs", new JsonWriter().put("type", "layers").toObject());
        if (unknownField) {
            config.put("org.example.unknown", "of a config");
        }
        return blob(mediaType, config.toBytes());
    }

    Draft draft() {
        return new Draft();
    }

    /** A manifest or index in the making. */
    final class Draft {
        private String mediaType = MediaTypes.OCI_MANIFEST;
        private String configType = MediaTypes.OCI_CONFIG;
        private String architecture = "amd64";
        private boolean typeInside = true;
        private boolean data;
        private boolean unknownField;
        private @Nullable String artifactType;
        private @Nullable Descriptor subject;
        private @Nullable Descriptor config;
        private @Nullable List<Descriptor> layers;
        private final Map<String, String> annotations = new TreeMap<>();

        /** Docker's types instead of those of the OCI. */
        Draft docker(boolean index) {
            mediaType = index ? MediaTypes.DOCKER_LIST : MediaTypes.DOCKER_MANIFEST;
            configType = MediaTypes.DOCKER_CONFIG;
            return this;
        }

        Draft architecture(String other) {
            architecture = other;
            return this;
        }

        /** Leaves the type to the Content-Type header, as manifests of OCI 1.0 may. */
        Draft untyped() {
            typeInside = false;
            return this;
        }

        /** Embeds what descriptors point to. */
        Draft withData() {
            data = true;
            return this;
        }

        Draft withUnknownField() {
            unknownField = true;
            return this;
        }

        /** Not an image: an empty config, one layer of the artifact's own type. */
        Draft artifact(String type) {
            artifactType = type;
            config = blob(MediaTypes.OCI_EMPTY, "{}".getBytes(UTF_8));
            layers = List.of(layer(type));
            return this;
        }

        Draft config(Descriptor other) {
            config = other;
            return this;
        }

        Draft artifactType(String type) {
            artifactType = type;
            return this;
        }

        Draft subject(Descriptor of) {
            subject = new Descriptor(of.mediaType(), of.digest(), of.size());
            return this;
        }

        Draft annotation(String name, String value) {
            annotations.put(name, value);
            return this;
        }

        Draft layers(Descriptor... other) {
            layers = List.of(other);
            return this;
        }

        /** Ends as an image or artifact. */
        Descriptor image(String... tags) {
            Descriptor configured =
                    config != null ? config : ContentSet.this.config(configType, architecture, unknownField);
            List<Descriptor> parts = layers != null
                    ? layers
                    : List.of(layer(MediaTypes.OCI_LAYER_GZIP), layer(MediaTypes.OCI_LAYER_GZIP));
            JsonWriter json = begin().put("config", json(configured)).putAll("layers", parts, this::json);
            return end(json, artifactType != null ? artifactType : configured.mediaType(), tags);
        }

        /** Ends as an index; its type is an index's unless it was set. */
        Descriptor index(List<Descriptor> children, String... tags) {
            if (!MediaTypes.isIndex(mediaType)) {
                mediaType = MediaTypes.OCI_INDEX;
            }
            return end(begin().putAll("manifests", children, Descriptor::toJson), artifactType, tags);
        }

        private JsonWriter begin() {
            return new JsonWriter()
                    .put("schemaVersion", 2)
                    .putIfPresent("mediaType", typeInside ? mediaType : null)
                    .putIfPresent("artifactType", artifactType);
        }

        private Descriptor end(JsonWriter json, @Nullable String type, String... tags) {
            if (subject != null) {
                json.put("subject", subject.toJson());
            }
            json.putTexts("annotations", annotations);
            if (unknownField) {
                json.put("org.example.unknown", "of a manifest");
            }
            byte[] bytes = json.toBytes();
            Descriptor made = new Descriptor(mediaType, Digest.of(algorithm, bytes), bytes.length);
            manifests.add(new Pushed(made, bytes, List.of(tags)));
            if (subject != null) {
                referrers
                        .computeIfAbsent(subject.digest(), unused -> new ArrayList<>())
                        .add(new Descriptor(mediaType, made.digest(), made.size(), null, type, annotations, List.of()));
            }
            return MediaTypes.isIndex(mediaType)
                    ? made
                    : new Descriptor(
                            mediaType,
                            made.digest(),
                            made.size(),
                            new Platform("linux", architecture, null, null),
                            null,
                            Map.of(),
                            List.of());
        }

        private Json json(Descriptor descriptor) {
            byte[] content = blobs.get(descriptor.digest());
            if (!data || content == null) {
                return descriptor.toJson();
            }
            return new JsonWriter()
                    .put("mediaType", descriptor.mediaType())
                    .put("digest", descriptor.digest().toString())
                    .put("size", descriptor.size())
                    .put("data", Base64.getEncoder().encodeToString(content))
                    .toObject();
        }
    }
}
