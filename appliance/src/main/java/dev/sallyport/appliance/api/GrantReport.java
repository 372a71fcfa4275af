package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;

/**
 * A role and where it is held.
 *
 * @param role pull, push, admin or auditor
 * @param repositories a pattern of repositories; {@code **} for all
 */
public record GrantReport(String role, String repositories) {
    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("role", role)
                .put("repositories", repositories)
                .toObject();
    }

    /** Reads one; without a pattern it is of all repositories. */
    public static GrantReport read(JsonReader json) throws MalformedJsonException {
        return new GrantReport(
                json.text("role"), json.optionalText("repositories").orElse("**"));
    }

    /** As people read it. */
    public String text() {
        return repositories.equals("**") ? role : role + " " + repositories;
    }
}
