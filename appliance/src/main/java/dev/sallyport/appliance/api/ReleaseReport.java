package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;

/**
 * A published release.
 *
 * @param statement its digest
 * @param published when
 * @param current whether the stream's tags are this release's
 */
public record ReleaseReport(
        String stream,
        long sequence,
        String statement,
        String publisher,
        String published,
        long images,
        boolean current) {
    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("stream", stream)
                .put("sequence", sequence)
                .put("statement", statement)
                .put("publisher", publisher)
                .put("published", published)
                .put("images", images)
                .put("current", current)
                .toObject();
    }

    /** Reads an answer. */
    public static ReleaseReport read(JsonReader json) throws MalformedJsonException {
        return new ReleaseReport(
                json.text("stream"),
                json.size("sequence"),
                json.text("statement"),
                json.text("publisher"),
                json.text("published"),
                json.size("images"),
                json.flag("current"));
    }
}
