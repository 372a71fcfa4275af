package dev.sallyport.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a manifest points to. The bytes it was read from stay the manifest; this is only their reading.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md">image manifest</a>
 */
public sealed interface Manifest permits ImageManifest, ImageIndex {
    /** The most bytes a manifest may have. */
    int MAX_SIZE = 8 << 20;

    /** The media type it was read as. */
    String mediaType();

    /** What it is made of and must be carried with it: config and layers, or child manifests; without the subject. */
    List<Descriptor> children();

    /** The manifest that this one says something about. */
    Optional<Descriptor> subjectDescriptor();

    /** What kind of artifact this is: its artifactType, else (not for an index) its config's media type. */
    Optional<String> effectiveArtifactType();

    /** Annotations by name. */
    Map<String, String> annotations();

    /**
     * Reads a manifest as {@code mediaType}. A document that says another type of itself, or that is both an index and an
     * image, is refused: what two readers could take for different things is nothing (CVE-2021-41190).
     *
     * @param what the manifest's name for messages
     */
    static Manifest parse(String what, String mediaType, byte[] content) throws MalformedJsonException {
        JsonReader json = StrictJson.parseObject(what, content, MAX_SIZE);
        Optional<String> ownType = json.optionalText("mediaType");
        if (ownType.isPresent() && !ownType.get().equals(mediaType)) {
            throw json.problem(
                    "mediaType", "is " + Printable.shorten(ownType.get()) + " but it was given as " + mediaType);
        }
        if (json.size("schemaVersion") != 2) {
            throw json.problem("schemaVersion", "is not 2; older manifests are not supported");
        }
        if (json.has("manifests") && (json.has("layers") || json.has("config"))) {
            throw new MalformedJsonException(what, "it is both an index and an image manifest");
        }
        if (MediaTypes.isIndex(mediaType)) {
            return ImageIndex.read(mediaType, json);
        }
        if (MediaTypes.isImageManifest(mediaType)) {
            return ImageManifest.read(mediaType, json);
        }
        throw new MalformedJsonException(
                what, "its media type is no known manifest type: " + Printable.shorten(mediaType));
    }
}
