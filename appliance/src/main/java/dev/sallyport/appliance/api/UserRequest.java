package dev.sallyport.appliance.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.List;

/**
 * Asks to add a user, or to give one another password.
 *
 * @param password empty for none
 * @param grants what a new user may
 */
public record UserRequest(String name, String password, List<GrantReport> grants) {
    /** The most bytes an encoded request may have. */
    public static final int MAX_SIZE = 128 << 10;

    public UserRequest {
        requireNonNull(name, "name is null");
        requireNonNull(password, "password is null");
        grants = List.copyOf(grants);
    }

    /** As JSON. */
    public byte[] encode() {
        return new JsonWriter()
                .put("name", name)
                .put("password", password)
                .putAll("grants", grants, GrantReport::toJson)
                .toBytes();
    }

    /** Reads a request. */
    public static UserRequest read(JsonReader json) throws MalformedJsonException {
        return new UserRequest(
                json.text("name"), json.optionalText("password").orElse(""), UserReport.readGrants(json));
    }

    /** Hides the password. */
    @Override
    public String toString() {
        return "UserRequest[" + name + ", " + grants + "]";
    }
}
