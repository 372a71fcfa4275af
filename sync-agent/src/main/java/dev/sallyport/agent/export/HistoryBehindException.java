package dev.sallyport.agent.export;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;

/** A history that does not know a statement which was signed for its stream. */
public final class HistoryBehindException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private HistoryBehindException(String where, StreamName stream, long found, long next) {
        super(
                "history-behind",
                Category.REFUSED,
                "The history of " + stream + " is behind: the next sequence here would be " + next + ", but " + where
                        + " is of sequence " + found,
                "Give the state folder that the stream was saved with (--state), restore it from its backup, or rebuild it from volumes with sync-agent history import; for another line of bundles choose another stream name.",
                Map.of(
                        "where",
                        where,
                        "stream",
                        stream.value(),
                        "found",
                        Long.toString(found),
                        "next",
                        Long.toString(next)));
    }

    static HistoryBehindException ofVolume(Path file, StreamName stream, long found, long next) {
        return new HistoryBehindException(file.toString(), stream, found, next);
    }

    static HistoryBehindException ofLock(StreamName stream, long found, long next) {
        return new HistoryBehindException("the statement that the lock file names", stream, found, next);
    }
}
