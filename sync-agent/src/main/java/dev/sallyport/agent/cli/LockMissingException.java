package dev.sallyport.agent.cli;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;

/** A run that is to obey a lock file, and there is none. */
final class LockMissingException extends SallyportException {
    private static final long serialVersionUID = 1L;

    LockMissingException(Path file) {
        super(
                "lock-missing",
                Category.MISSING,
                "There is no lock file " + file,
                "Write it with sync-agent lock, and review it.",
                Map.of("file", file.toString()));
    }
}
