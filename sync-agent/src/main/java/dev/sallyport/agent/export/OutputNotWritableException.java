package dev.sallyport.agent.export;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;

/** An output folder that takes no files: read-only, somebody else's, or gone. */
public final class OutputNotWritableException extends SallyportException {
    private static final long serialVersionUID = 1L;

    OutputNotWritableException(Path folder, FileSystemException cause) {
        super(
                "output-not-writable",
                Category.FAILED,
                "Cannot write to " + folder + ": "
                        + (cause.getReason() == null ? cause.getClass().getSimpleName() : cause.getReason()),
                "Give another folder with --output, or see that this one can be written to: its permissions, its medium's write protection.",
                Map.of("folder", folder.toString()),
                cause);
    }
}
