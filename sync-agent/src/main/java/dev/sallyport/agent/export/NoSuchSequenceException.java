package dev.sallyport.agent.export;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.List;
import java.util.Map;

/** A sequence that the history does not have, or of which it does not know enough. */
public final class NoSuchSequenceException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private NoSuchSequenceException(String code, String message, String remedy, Map<String, String> facts) {
        super(code, Category.USAGE, message, remedy, facts);
    }

    static NoSuchSequenceException of(StreamName stream, long asked, List<Long> known) {
        String range = known.isEmpty() ? "none" : known.get(0) + " to " + known.get(known.size() - 1);
        return new NoSuchSequenceException(
                "no-such-sequence",
                "The history of " + stream + " has no sequence " + asked + "; it has " + range,
                "Choose one that sync-agent sent lists.",
                Map.of("stream", stream.value(), "asked", Long.toString(asked), "known", range));
    }

    /** @param unknown a sequence from {@code base} on of which it is not known what it had */
    static NoSuchSequenceException unknownBetween(StreamName stream, long base, long unknown) {
        return new NoSuchSequenceException(
                "base-not-known",
                "Sequence " + base + " of " + stream + " cannot be a base: what sequence " + unknown
                        + " had is not in the history, and the far side may have dropped since what " + base
                        + " brought",
                "Give the volumes of sequence " + unknown
                        + " to sync-agent history import, choose a later base, or save with --full.",
                Map.of("stream", stream.value(), "base", Long.toString(base), "unknown", Long.toString(unknown)));
    }
}
