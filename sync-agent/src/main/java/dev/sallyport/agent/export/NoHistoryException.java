package dev.sallyport.agent.export;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;

/** A state folder in which nothing of a stream is on record. */
public final class NoHistoryException extends SallyportException {
    private static final long serialVersionUID = 1L;

    NoHistoryException(StreamName stream, Path state) {
        super(
                "no-history",
                Category.MISSING,
                "Nothing of " + stream + " is on record in " + state,
                "Give the state folder that the stream was saved with (--state); if it is lost, rebuild it with sync-agent history import.",
                Map.of("stream", stream.value(), "state", state.toString()));
    }
}
