package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the reading of all blobs is, and what it found.
 *
 * @param job the number of the reading that was asked for; 0 if this is about none
 * @param state as that of a collection; empty if this is about none
 * @param begun when the round began that is under way; empty if none is
 * @param ended when the last round ended; empty if none did
 * @param blobs how many were read in this round
 * @param damaged what was found, the newest first
 * @param problem why the reading failed; empty if it did not
 */
public record ScrubReport(
        long job,
        String state,
        long done,
        long total,
        String begun,
        String ended,
        long blobs,
        long bytes,
        List<Damaged> damaged,
        String problem) {
    public ScrubReport {
        damaged = List.copyOf(damaged);
    }

    /**
     * A blob that was damaged.
     *
     * @param images what is made of it
     * @param healed when it was healed; empty if it was not
     */
    public record Damaged(String digest, String found, String reason, List<String> images, String healed) {
        public Damaged {
            images = List.copyOf(images);
        }
    }

    /** Whether nothing happens any more to the reading that was asked for. */
    public boolean isOver() {
        return !state.equals("WAITING") && !state.equals("RUNNING");
    }

    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("job", job)
                .put("state", state)
                .put("done", done)
                .put("total", total)
                .put("begun", begun)
                .put("ended", ended)
                .put("blobs", blobs)
                .put("bytes", bytes)
                .putAll(
                        "damaged",
                        damaged,
                        blob -> new JsonWriter()
                                .put("digest", blob.digest())
                                .put("found", blob.found())
                                .put("reason", blob.reason())
                                .putAll("images", blob.images(), Json::of)
                                .put("healed", blob.healed())
                                .toObject())
                .put("problem", problem)
                .toObject();
    }

    /** Reads an answer. */
    public static ScrubReport read(JsonReader json) throws MalformedJsonException {
        List<Damaged> damaged = new ArrayList<>();
        for (JsonReader blob : json.objects("damaged")) {
            damaged.add(new Damaged(
                    blob.text("digest"),
                    blob.text("found"),
                    blob.text("reason"),
                    blob.texts("images"),
                    blob.text("healed")));
        }
        return new ScrubReport(
                json.size("job"),
                json.text("state"),
                json.size("done"),
                json.size("total"),
                json.text("begun"),
                json.text("ended"),
                json.size("blobs"),
                json.size("bytes"),
                damaged,
                json.text("problem"));
    }
}
