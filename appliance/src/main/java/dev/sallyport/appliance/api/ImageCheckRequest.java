package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks what clients would be answered that pull images.
 *
 * @param images references as workloads name them, at most {@link #MOST_IMAGES}
 * @param platform for which each must be here; null for none in particular
 */
public record ImageCheckRequest(
        List<String> images, @Nullable String platform) {
    public static final int MOST_IMAGES = 1000;

    /** The most bytes an encoded request may have. */
    public static final int MAX_SIZE = 2 << 20;

    public ImageCheckRequest {
        images = List.copyOf(images);
    }

    /** As JSON. */
    public byte[] encode() {
        return new JsonWriter()
                .putAll("images", images, Json::of)
                .putIfPresent("platform", platform)
                .toBytes();
    }

    /** Reads a request. */
    public static ImageCheckRequest read(JsonReader json) throws MalformedJsonException {
        return new ImageCheckRequest(
                json.texts("images"), json.optionalText("platform").orElse(null));
    }
}
