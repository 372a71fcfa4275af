package dev.sallyport.appliance.api;

import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;

/**
 * Asks for a collection.
 *
 * @param graceSeconds what came or was needed more recently stays; below 0 for the server's own
 * @param untagged also local manifests that have no tag
 * @param dryRun only say what would happen
 */
public record GcRequest(long graceSeconds, boolean untagged, boolean dryRun) {
    /** The most bytes an encoded request may have. */
    public static final int MAX_SIZE = 4 << 10;

    /** As JSON. */
    public byte[] encode() {
        JsonWriter json = new JsonWriter();
        if (graceSeconds >= 0) {
            json.put("graceSeconds", graceSeconds);
        }
        return json.put("untagged", untagged).put("dryRun", dryRun).toBytes();
    }

    /** Reads a request. */
    public static GcRequest read(JsonReader json) throws MalformedJsonException {
        return new GcRequest(
                json.has("graceSeconds") ? json.size("graceSeconds") : -1, json.flag("untagged"), json.flag("dryRun"));
    }
}
