package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;

/**
 * How many bytes people may push.
 *
 * @param prefix which repositories it counts; {@code *} for all
 * @param limit in bytes
 * @param used in bytes; 0 in a request
 */
public record QuotaReport(String prefix, long limit, long used) {
    /** The most bytes an encoded request may have. */
    public static final int MAX_SIZE = 4 << 10;

    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("prefix", prefix)
                .put("limit", limit)
                .put("used", used)
                .toObject();
    }

    /** Reads an answer or a request. */
    public static QuotaReport read(JsonReader json) throws MalformedJsonException {
        return new QuotaReport(json.text("prefix"), json.size("limit"), json.size("used"));
    }
}
