package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.List;

/**
 * A tag that clients can pull, or a manifest that a release names by its digest alone.
 *
 * @param tag empty for a manifest without one
 * @param platforms those that are here; empty if the manifest does not say
 */
public record ImageReport(
        String repository, String tag, String digest, List<String> platforms, long size, String stream, long sequence) {
    public ImageReport {
        platforms = List.copyOf(platforms);
    }

    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("repository", repository)
                .put("tag", tag)
                .put("digest", digest)
                .putAll("platforms", platforms, Json::of)
                .put("size", size)
                .put("stream", stream)
                .put("sequence", sequence)
                .toObject();
    }

    /** Reads an answer. */
    public static ImageReport read(JsonReader json) throws MalformedJsonException {
        return new ImageReport(
                json.text("repository"),
                json.text("tag"),
                json.text("digest"),
                json.texts("platforms"),
                json.size("size"),
                json.text("stream"),
                json.size("sequence"));
    }
}
