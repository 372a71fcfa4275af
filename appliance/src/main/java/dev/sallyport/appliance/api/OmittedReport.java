package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;

/**
 * Something that a bundle was made without on purpose.
 *
 * @param what the image, or the digest of the content
 * @param of the digest of the manifest that points to the content; empty for an image
 * @param platform of the content; empty if it has none
 * @param reason why, for people
 */
public record OmittedReport(String what, String of, String platform, String reason) {
    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("what", what)
                .put("of", of)
                .put("platform", platform)
                .put("reason", reason)
                .toObject();
    }

    /** Reads an answer. */
    public static OmittedReport read(JsonReader json) throws MalformedJsonException {
        return new OmittedReport(json.text("what"), json.text("of"), json.text("platform"), json.text("reason"));
    }
}
