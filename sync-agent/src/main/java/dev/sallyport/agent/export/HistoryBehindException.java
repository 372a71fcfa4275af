package dev.sallyport.agent.export;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;

/** A history that does not know a statement which was signed for its stream. */
public final class HistoryBehindException extends SallyportException {
    private static final long serialVersionUID = 1L;

    HistoryBehindException(Path file, StreamName stream, long found, long next) {
        super(
                "history-behind",
                Category.REFUSED,
                "The history of " + stream + " is behind: the next sequence here would be " + next + ", but " + file
                        + " is of sequence " + found,
                "Give the state folder that the stream was saved with (--state), or restore it from its backup; for another line of bundles choose another stream name.",
                Map.of(
                        "file",
                        file.toString(),
                        "stream",
                        stream.value(),
                        "found",
                        Long.toString(found),
                        "next",
                        Long.toString(next)));
    }
}
