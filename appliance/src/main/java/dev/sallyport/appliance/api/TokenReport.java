package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;

/**
 * A user's token.
 *
 * @param expires empty for never
 * @param token the token itself, in the answer that made it; empty afterwards: nobody knows it but its user
 */
public record TokenReport(String id, String user, String label, String created, String expires, String token) {
    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("id", id)
                .put("user", user)
                .put("label", label)
                .put("created", created)
                .put("expires", expires)
                .putIfPresent("token", token.isEmpty() ? null : token)
                .toObject();
    }

    /** Reads an answer. */
    public static TokenReport read(JsonReader json) throws MalformedJsonException {
        return new TokenReport(
                json.text("id"),
                json.text("user"),
                json.text("label"),
                json.text("created"),
                json.text("expires"),
                json.optionalText("token").orElse(""));
    }

    /** Hides the token. */
    @Override
    public String toString() {
        return "TokenReport[" + id + " of " + user + "]";
    }
}
