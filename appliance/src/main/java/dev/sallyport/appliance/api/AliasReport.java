package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;

/**
 * Another name for a repository or a tag.
 *
 * @param stream whose release brought it; empty for one that an administrator made
 */
public record AliasReport(String alias, String target, String stream) {
    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("alias", alias)
                .put("target", target)
                .put("stream", stream)
                .toObject();
    }

    /** Reads an answer. */
    public static AliasReport read(JsonReader json) throws MalformedJsonException {
        return new AliasReport(json.text("alias"), json.text("target"), json.text("stream"));
    }
}
