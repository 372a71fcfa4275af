package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;

/** A file that is no longer what it was when its digest was computed. */
public final class FileChangedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    FileChangedException(Path file) {
        super(
                "file-changed",
                Category.FAILED,
                "The file " + file + " was changed while it was read",
                "Run the command again once nothing writes to the file.",
                Map.of("file", file.toString()));
    }
}
