package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A collection.
 *
 * @param job its number
 * @param state {@code WAITING}, {@code RUNNING}, {@code DONE}, {@code FAILED} or {@code CANCELLED}
 * @param step what it does, and how much of it is done
 * @param total 0 if that is not known
 * @param result what it did; null until it is over, and if it failed
 * @param problem why it failed; empty if it did not
 */
public record GcReport(
        long job,
        String state,
        String step,
        long done,
        long total,
        @Nullable Result result,
        String problem) {
    /** Whether nothing happens any more. */
    public boolean isOver() {
        return !state.equals("WAITING") && !state.equals("RUNNING");
    }

    /**
     * What a collection did, or would do.
     *
     * @param retired releases that can be rolled back to no more
     * @param unlinked what local repositories give out no more: how many, and bytes
     * @param examined how many blobs it looked at
     * @param trashed what went into the trash
     * @param purged what was deleted from the trash
     * @param uploads uploads that were given up
     * @param skipped why nothing was collected; empty if it was
     */
    public record Result(
            boolean dryRun,
            String started,
            String ended,
            List<String> retired,
            Amount unlinked,
            long examined,
            Amount trashed,
            Amount purged,
            Amount uploads,
            long freedBytes,
            String skipped,
            boolean finished) {
        public Result {
            retired = List.copyOf(retired);
        }

        JsonObject toJson() {
            return new JsonWriter()
                    .put("dryRun", dryRun)
                    .put("started", started)
                    .put("ended", ended)
                    .putAll("retired", retired, Json::of)
                    .put("unlinked", unlinked.toJson())
                    .put("examined", examined)
                    .put("trashed", trashed.toJson())
                    .put("purged", purged.toJson())
                    .put("uploads", uploads.toJson())
                    .put("freedBytes", freedBytes)
                    .put("skipped", skipped)
                    .put("finished", finished)
                    .toObject();
        }

        static Result read(JsonReader json) throws MalformedJsonException {
            return new Result(
                    json.flag("dryRun"),
                    json.text("started"),
                    json.text("ended"),
                    json.texts("retired"),
                    Amount.read(json.object("unlinked")),
                    json.size("examined"),
                    Amount.read(json.object("trashed")),
                    Amount.read(json.object("purged")),
                    Amount.read(json.object("uploads")),
                    json.size("freedBytes"),
                    json.text("skipped"),
                    json.flag("finished"));
        }
    }

    /** How many, and how many bytes. */
    public record Amount(long count, long bytes) {
        JsonObject toJson() {
            return new JsonWriter().put("count", count).put("bytes", bytes).toObject();
        }

        static Amount read(JsonReader json) throws MalformedJsonException {
            return new Amount(json.size("count"), json.size("bytes"));
        }
    }

    /** As JSON. */
    public JsonObject toJson() {
        JsonWriter json = new JsonWriter()
                .put("job", job)
                .put("state", state)
                .put("step", step)
                .put("done", done)
                .put("total", total);
        if (result != null) {
            json.put("result", result.toJson());
        }
        return json.put("problem", problem).toObject();
    }

    /** Reads an answer. */
    public static GcReport read(JsonReader json) throws MalformedJsonException {
        return new GcReport(
                json.size("job"),
                json.text("state"),
                json.text("step"),
                json.size("done"),
                json.size("total"),
                json.has("result") ? Result.read(json.object("result")) : null,
                json.text("problem"));
    }
}
