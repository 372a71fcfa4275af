package dev.sallyport.appliance.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.List;

/**
 * What a client would be answered that pulls an image.
 *
 * @param image the reference, as it was asked about
 * @param answer the name here of what would be served; empty if nothing would
 * @param digest of what would be served; empty if nothing would
 * @param platforms those that are here of it
 * @param missing what is not here, and why; empty if everything is
 */
public record ImageCheckReport(String image, String answer, String digest, List<String> platforms, String missing) {
    public ImageCheckReport {
        requireNonNull(image, "image is null");
        requireNonNull(answer, "answer is null");
        requireNonNull(digest, "digest is null");
        platforms = List.copyOf(platforms);
        requireNonNull(missing, "missing is null");
    }

    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("image", image)
                .put("answer", answer)
                .put("digest", digest)
                .putAll("platforms", platforms, Json::of)
                .put("missing", missing)
                .toObject();
    }

    /** Reads an answer. */
    public static ImageCheckReport read(JsonReader json) throws MalformedJsonException {
        return new ImageCheckReport(
                json.text("image"),
                json.text("answer"),
                json.text("digest"),
                json.texts("platforms"),
                json.text("missing"));
    }
}
