package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;

/**
 * A tag came to name something else.
 *
 * @param time as {@link java.time.Instant} writes it
 * @param actor who published the release or pushed
 * @param stream whose tag it is; empty for a local one
 * @param sequence the release's; 0 for a local tag
 * @param publisher who signed the release; empty for a local tag
 * @param before the digest it named there before; empty for none that is known
 * @param after the digest it named from then on; empty if it went
 * @param shown whether that is what it names there now
 */
public record TagEventReport(
        String time,
        String actor,
        String stream,
        long sequence,
        String publisher,
        String before,
        String after,
        boolean shown) {

    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("time", time)
                .put("actor", actor)
                .put("stream", stream)
                .put("sequence", sequence)
                .put("publisher", publisher)
                .put("before", before)
                .put("after", after)
                .put("shown", shown)
                .toObject();
    }

    /** Reads an answer. */
    public static TagEventReport read(JsonReader json) throws MalformedJsonException {
        return new TagEventReport(
                json.text("time"),
                json.text("actor"),
                json.text("stream"),
                json.size("sequence"),
                json.text("publisher"),
                json.text("before"),
                json.text("after"),
                json.flag("shown"));
    }
}
