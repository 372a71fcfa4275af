package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A file or a chart that was not given a name to be carried under. */
public final class UnnamedFileException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param source as the command line names it */
    UnnamedFileException(String source, String example) {
        super(
                "unnamed-file",
                Category.USAGE,
                "There is no name for " + source,
                "Name it with --as " + example + ".",
                Map.of("source", source));
    }
}
