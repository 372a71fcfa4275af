package dev.sallyport.appliance.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;

/**
 * A user; {@code anonymous} is whoever gives no name.
 *
 * @param password whether the user can log in with one
 * @param added empty for {@code anonymous}
 */
public record UserReport(String name, boolean password, String added, List<GrantReport> grants) {
    public UserReport {
        requireNonNull(name, "name is null");
        requireNonNull(added, "added is null");
        grants = List.copyOf(grants);
    }

    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("name", name)
                .put("password", password)
                .put("added", added)
                .putAll("grants", grants, GrantReport::toJson)
                .toObject();
    }

    /** Reads an answer. */
    public static UserReport read(JsonReader json) throws MalformedJsonException {
        return new UserReport(json.text("name"), json.flag("password"), json.text("added"), readGrants(json));
    }

    static List<GrantReport> readGrants(JsonReader json) throws MalformedJsonException {
        List<GrantReport> grants = new ArrayList<>();
        for (JsonReader grant : json.objects("grants")) {
            grants.add(GrantReport.read(grant));
        }
        return grants;
    }
}
