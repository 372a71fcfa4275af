package dev.sallyport.agent.cli;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageIndex;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Platform;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a tag stands for at this moment.
 *
 * @param created when its image says it was made; null if it does not say
 * @param platforms as texts, in the image's order; none for what runs nowhere
 */
record TagDetails(String tag, Digest digest, @Nullable Instant created, List<String> platforms) {
    private static final String CREATED = "org.opencontainers.image.created";
    private static final String UNKNOWN = "unknown";

    TagDetails {
        requireNonNull(tag, "tag is null");
        requireNonNull(digest, "digest is null");
        platforms = List.copyOf(platforms);
    }

    /** Asks for the manifest that {@code reference} names, and for as little more as tells when it was made. */
    static TagDetails read(ContentSource source, Reference reference) throws IOException, SallyportException {
        Descriptor root = source.resolve(reference);
        String tag = requireNonNull(reference.tag(), "reference has no tag").name();
        Manifest manifest = manifest(source, root);
        if (manifest instanceof ImageIndex index) {
            return ofIndex(source, tag, root, index);
        }
        ImageManifest image = (ImageManifest) manifest;
        byte[] config = config(source, image);
        List<String> platforms = new ArrayList<>();
        if (config != null) {
            Platform.ofConfig("config of " + reference, config)
                    .ifPresent(platform -> platforms.add(platform.toString()));
        }
        return new TagDetails(tag, root.digest(), created(image.annotations(), config), platforms);
    }

    private static TagDetails ofIndex(ContentSource source, String tag, Descriptor root, ImageIndex index)
            throws IOException, SallyportException {
        List<String> platforms = new ArrayList<>();
        @Nullable Descriptor first = null;
        for (Descriptor child : index.manifests()) {
            Platform platform = child.platform();
            // Attestations are listed under unknown/unknown.
            if (platform != null && !platform.os().equals(UNKNOWN)) {
                platforms.add(platform.toString());
                first = first == null ? child : first;
            }
        }
        Instant created = created(index.annotations(), null);
        if (created == null && first != null && manifest(source, first) instanceof ImageManifest image) {
            created = created(image.annotations(), config(source, image));
        }
        return new TagDetails(
                tag, root.digest(), created, platforms.stream().distinct().toList());
    }

    private static Manifest manifest(ContentSource source, Descriptor descriptor)
            throws IOException, SallyportException {
        return Manifest.parse("manifest " + descriptor.digest(), descriptor.mediaType(), bytes(source, descriptor));
    }

    private static byte @Nullable [] config(ContentSource source, ImageManifest image)
            throws IOException, SallyportException {
        Descriptor config = image.config();
        return MediaTypes.isImageConfig(config.mediaType()) && config.size() <= Manifest.MAX_SIZE
                ? bytes(source, config)
                : null;
    }

    private static byte[] bytes(ContentSource source, Descriptor descriptor) throws IOException, SallyportException {
        try (InputStream in = source.fetch(descriptor, 0)) {
            byte[] content = in.readNBytes(Manifest.MAX_SIZE + 1);
            Digest found = Digest.of(descriptor.digest().algorithm(), content);
            if (!found.equals(descriptor.digest())) {
                throw DigestMismatchException.ofDigest(descriptor.digest(), found);
            }
            return content;
        }
    }

    private static @Nullable Instant created(Map<String, String> annotations, byte @Nullable [] config)
            throws SallyportException {
        Optional<String> text = Optional.ofNullable(annotations.get(CREATED));
        if (text.isEmpty() && config != null) {
            text = StrictJson.parseObject("image config", config, Manifest.MAX_SIZE)
                    .optionalText("created");
        }
        try {
            return text.map(Instant::parse).orElse(null);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    Json toJson() {
        return new JsonWriter()
                .put("tag", tag)
                .put("digest", digest.toString())
                .put("created", created == null ? Json.NULL : Json.of(created.toString()))
                .putAll("platforms", platforms, Json::of)
                .toObject();
    }
}
