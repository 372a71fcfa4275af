package dev.sallyport.appliance.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;

/**
 * How far an import is.
 *
 * @param id the statement's digest
 * @param state one of the import states, in upper case
 * @param missingVolumes the numbers of the volumes of which something is not held
 * @param heldBytes how many of {@code totalBytes} are held
 * @param reason why it waits, was refused or needed nothing; empty otherwise
 * @param remedy what to do about it; empty otherwise
 */
public record ImportReport(
        String id,
        String stream,
        long sequence,
        String publisher,
        String created,
        String state,
        int volumes,
        List<Integer> missingVolumes,
        long heldBytes,
        long totalBytes,
        String reason,
        String remedy) {
    public ImportReport {
        requireNonNull(id, "id is null");
        requireNonNull(state, "state is null");
        missingVolumes = List.copyOf(missingVolumes);
    }

    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("import", id)
                .put("stream", stream)
                .put("sequence", sequence)
                .put("publisher", publisher)
                .put("created", created)
                .put("state", state)
                .put("volumes", volumes)
                .putAll("missing", missingVolumes, Json::of)
                .put("heldBytes", heldBytes)
                .put("totalBytes", totalBytes)
                .put("reason", reason)
                .put("remedy", remedy)
                .toObject();
    }

    /** Reads an answer. */
    public static ImportReport read(JsonReader json) throws MalformedJsonException {
        return new ImportReport(
                json.text("import"),
                json.text("stream"),
                json.size("sequence"),
                json.text("publisher"),
                json.text("created"),
                json.text("state"),
                (int) json.size("volumes"),
                numbers(json, "missing"),
                json.size("heldBytes"),
                json.size("totalBytes"),
                json.text("reason"),
                json.text("remedy"));
    }

    private static List<Integer> numbers(JsonReader json, String name) throws MalformedJsonException {
        List<Integer> numbers = new ArrayList<>();
        for (long number : json.sizes(name)) {
            numbers.add((int) number);
        }
        return numbers;
    }
}
