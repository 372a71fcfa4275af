package dev.sallyport.agent.export;

import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.nio.file.Path;
import java.util.Map;

/** Two statements for one sequence of a stream. */
public final class HistoryForkedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private HistoryForkedException(String message, String where, Digest ours, Digest theirs) {
        super(
                "history-forked",
                Category.REFUSED,
                message,
                "Find out which state folder that bundle was saved with and use that one; an appliance accepts only one of the two.",
                Map.of("where", where, "expected", ours.toString(), "found", theirs.toString()));
    }

    static HistoryForkedException ofVolume(Path file, Digest ours, Digest theirs) {
        return new HistoryForkedException(
                file + " is a volume of another bundle with the same stream and sequence: it carries statement "
                        + theirs + ", this history has " + ours,
                file.toString(),
                ours,
                theirs);
    }

    static HistoryForkedException ofLock(StreamName stream, Position ours, Position theirs) {
        return new HistoryForkedException(
                "The lock file names another statement for sequence " + theirs.sequence() + " of " + stream + ": "
                        + theirs.digest() + ", this history has " + ours.digest(),
                "the lock file",
                ours.digest(),
                theirs.digest());
    }

    /** @param later a statement that says what came before it */
    static HistoryForkedException ofPrevious(Position later, Position ours, Position theirs) {
        return new HistoryForkedException(
                "Sequence " + later.sequence() + " goes on from another statement for sequence " + theirs.sequence()
                        + ": from " + theirs.digest() + ", not from " + ours.digest(),
                "sequence " + later.sequence(),
                ours.digest(),
                theirs.digest());
    }
}
