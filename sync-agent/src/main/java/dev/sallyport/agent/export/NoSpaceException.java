package dev.sallyport.agent.export;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.terminal.Sizes;
import java.nio.file.Path;
import java.util.Map;

/** A file system without room for what has to be written. */
public final class NoSpaceException extends SallyportException {
    private static final long serialVersionUID = 1L;

    NoSpaceException(Path folder, long needed, long free) {
        super(
                "no-space",
                Category.FAILED,
                "Not enough space for " + folder + ": " + Sizes.format(needed) + " are needed, " + Sizes.format(free)
                        + " are free",
                "Make room or choose another folder, then run this again; what was fetched is kept.",
                Map.of("folder", folder.toString(), "needed", Long.toString(needed), "free", Long.toString(free)));
    }
}
