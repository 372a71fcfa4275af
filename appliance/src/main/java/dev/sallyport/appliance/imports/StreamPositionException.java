package dev.sallyport.appliance.imports;

import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Statement;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.util.LinkedHashMap;
import java.util.Map;

/** A statement that does not go on where its stream's history ends: older, replayed, or of another history. */
public final class StreamPositionException extends SallyportException {
    private static final long serialVersionUID = 1L;
    private static final String OLDER = "older-sequence";

    private StreamPositionException(String code, String message, String remedy, Map<String, String> facts) {
        super(code, Category.REFUSED, message, remedy, facts);
    }

    static StreamPositionException older(Statement statement, long highest) {
        return new StreamPositionException(
                OLDER,
                "Stream '" + statement.stream() + "' is at sequence " + highest
                        + " already; this bundle is its sequence " + statement.sequence(),
                "Import a bundle with a higher sequence; the newest one brings everything.",
                facts(statement, Map.of("highest", Long.toString(highest))));
    }

    static StreamPositionException forked(Statement statement, Position named, Digest published) {
        return new StreamPositionException(
                "forked-history",
                "Stream '" + statement.stream() + "' published another statement as its sequence " + named.sequence()
                        + ": " + published + ", while this bundle counts on " + named.digest(),
                "Two agents write this stream, or one lost its state. Find out which history is the true one, and let the other use a stream of its own.",
                facts(
                        statement,
                        Map.of(
                                "at",
                                Long.toString(named.sequence()),
                                "published",
                                published.toString(),
                                "found",
                                named.digest().toString())));
    }

    static StreamPositionException passedOver(Statement statement, long previous, long highest) {
        return new StreamPositionException(
                "forked-history",
                "Stream '" + statement.stream() + "' published sequence " + highest
                        + ", which this bundle's history does not know: it goes from "
                        + (previous == 0 ? "nothing" : Long.toString(previous)) + " to " + statement.sequence(),
                "Two agents write this stream, or one lost its state. Find out which history is the true one, and let the other use a stream of its own.",
                facts(statement, Map.of("previous", Long.toString(previous), "highest", Long.toString(highest))));
    }

    /** Whether its stream has gone past it, and nothing else is wrong with it. */
    boolean isOlder() {
        return code().equals(OLDER);
    }

    private static Map<String, String> facts(Statement statement, Map<String, String> more) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("stream", statement.stream().value());
        facts.put("sequence", Long.toString(statement.sequence()));
        facts.putAll(more);
        return facts;
    }
}
