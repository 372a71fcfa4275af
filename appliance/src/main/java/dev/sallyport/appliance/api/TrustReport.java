package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;

/**
 * A key and what it may sign.
 *
 * @param repositories the pattern of the repositories it may publish into; empty for every one that starts with a host
 * @param aliases the pattern of the aliases that its releases may make; empty for none
 */
public record TrustReport(
        String key,
        String algorithm,
        String publisher,
        String stream,
        String repositories,
        String aliases,
        int threshold,
        boolean revoked) {
    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("key", key)
                .put("algorithm", algorithm)
                .put("publisher", publisher)
                .put("stream", stream)
                .put("repositories", repositories)
                .put("aliases", aliases)
                .put("threshold", threshold)
                .put("revoked", revoked)
                .toObject();
    }

    /** Reads an answer. */
    public static TrustReport read(JsonReader json) throws MalformedJsonException {
        return new TrustReport(
                json.text("key"),
                json.text("algorithm"),
                json.text("publisher"),
                json.text("stream"),
                json.text("repositories"),
                json.optionalText("aliases").orElse(""),
                (int) json.size("threshold"),
                json.flag("revoked"));
    }
}
