package dev.sallyport.appliance.store;

import dev.sallyport.content.ContentStore;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Platform;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Collects, for people, the platforms of one root: those of its child manifests that are here, else its own. */
final class PlatformList {
    private static final Set<String> CONFIGS =
            Set.of(MediaTypes.OCI_CONFIG, "application/vnd.docker.container.image.v1+json");
    private static final int LARGEST_CONFIG = 4 << 20;
    private static final int LONGEST_TEXT = 100;
    private static final int MOST = 32;

    private final Digest root;
    private final ContentStore content;
    private final Set<String> texts = new TreeSet<>();

    /** @param root the manifest whose platforms these are */
    PlatformList(Digest root, ContentStore content) {
        this.root = root;
        this.content = content;
    }

    void add(Descriptor descriptor, Manifest manifest) throws IOException {
        if (!(manifest instanceof ImageManifest image) || texts.size() == MOST) {
            return;
        }
        Platform platform = descriptor.platform();
        if (platform == null && descriptor.digest().equals(root)) {
            platform = fromConfig(image.config());
        }
        // Attestations are manifests for the platform unknown/unknown.
        if (platform != null && !platform.os().equals("unknown")) {
            String text = platform.toString();
            if (text.length() <= LONGEST_TEXT && text.chars().allMatch(c -> c > ' ' && c <= '~' && c != ',')) {
                texts.add(text);
            }
        }
    }

    private @Nullable Platform fromConfig(Descriptor config) throws IOException {
        if (!CONFIGS.contains(config.mediaType()) || config.size() > LARGEST_CONFIG) {
            return null;
        }
        Optional<StoredBlob> found = content.open(config.digest());
        if (found.isEmpty()) {
            return null;
        }
        try (StoredBlob blob = found.get();
                InputStream in = blob.read(0, blob.size())) {
            if (blob.size() > LARGEST_CONFIG) {
                return null;
            }
            JsonReader json = StrictJson.parseObject("a config", in.readAllBytes(), LARGEST_CONFIG);
            return new Platform(
                    json.text("os"),
                    json.text("architecture"),
                    json.optionalText("variant").orElse(null),
                    json.optionalText("os.version").orElse(null));
        } catch (MalformedJsonException e) {
            // Nobody promised that a config says where it runs.
            return null;
        }
    }

    /** Sorted, each once. */
    List<String> texts() {
        return List.copyOf(texts);
    }
}
