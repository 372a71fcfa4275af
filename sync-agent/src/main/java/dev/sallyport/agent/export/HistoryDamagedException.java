package dev.sallyport.agent.export;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stream's history that cannot be read: going on without it could give one sequence two statements. */
public final class HistoryDamagedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    HistoryDamagedException(Path file, String why, @Nullable Throwable cause) {
        super(
                "history-damaged",
                Category.FAILED,
                "The stream's history is damaged at " + file + ": " + why,
                "Restore the state folder from its backup; with no history, begin a stream of another name.",
                Map.of("file", file.toString(), "problem", why),
                cause);
    }
}
