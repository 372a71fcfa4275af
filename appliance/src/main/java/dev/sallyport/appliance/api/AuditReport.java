package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;

/**
 * A record of the journal.
 *
 * @param facts without hashes of passwords and tokens
 */
public record AuditReport(long number, String time, String actor, String action, String object, JsonObject facts) {
    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("number", number)
                .put("time", time)
                .put("actor", actor)
                .put("action", action)
                .put("object", object)
                .put("facts", facts)
                .toObject();
    }

    /** Reads a line of an answer. */
    public static AuditReport read(JsonReader json) throws MalformedJsonException {
        return new AuditReport(
                json.size("number"),
                json.text("time"),
                json.text("actor"),
                json.text("action"),
                json.text("object"),
                json.object("facts").object());
    }
}
