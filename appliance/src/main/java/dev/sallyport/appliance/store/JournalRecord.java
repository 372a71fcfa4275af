package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.StrictJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One change, as the journal keeps it for ever.
 *
 * @param number from 1, without gaps
 * @param time when it was made, to the millisecond
 * @param actor who made it
 * @param action what was done, such as {@code release.publish}
 * @param object what it was done to, for people
 * @param facts all that is needed to do it again
 */
public record JournalRecord(long number, Instant time, String actor, String action, String object, JsonObject facts) {
    /** The most bytes of an encoded record. */
    public static final int MAX_SIZE = 12 << 20;

    private static final int LONGEST_ACTOR = 200;

    public JournalRecord {
        if (number < 1) {
            throw new IllegalArgumentException("number is below 1");
        }
        time = time.truncatedTo(ChronoUnit.MILLIS);
        if (actor.length() > LONGEST_ACTOR) {
            throw new IllegalArgumentException("actor has more than " + LONGEST_ACTOR + " characters");
        }
        requireNonNull(action, "action is null");
        requireNonNull(object, "object is null");
        requireNonNull(facts, "facts is null");
    }

    byte[] encode() {
        byte[] encoded = new JsonWriter()
                .put("number", number)
                .put("time", time.toString())
                .put("actor", actor)
                .put("action", action)
                .put("object", object)
                .put("facts", facts)
                .toBytes();
        if (encoded.length > MAX_SIZE) {
            throw new IllegalArgumentException("A record of " + encoded.length + " bytes");
        }
        return encoded;
    }

    static JournalRecord parse(byte[] encoded) throws MalformedJsonException {
        JsonReader json = StrictJson.parseObject("a journal record", encoded, MAX_SIZE);
        try {
            return new JournalRecord(
                    json.size("number"),
                    Instant.parse(json.text("time")),
                    json.text("actor"),
                    json.text("action"),
                    json.text("object"),
                    json.object("facts").object());
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new MalformedJsonException("a journal record", String.valueOf(e.getMessage()));
        }
    }

    JsonReader reader() {
        return new JsonReader("the facts of journal record " + number, facts);
    }
}
