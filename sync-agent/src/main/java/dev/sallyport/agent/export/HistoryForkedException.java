package dev.sallyport.agent.export;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.nio.file.Path;
import java.util.Map;

/** Two statements for one sequence of a stream. */
public final class HistoryForkedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    HistoryForkedException(Path file, Digest ours, Digest theirs) {
        super(
                "history-forked",
                Category.REFUSED,
                file + " is a volume of another bundle with the same stream and sequence: it carries statement "
                        + theirs + ", this history has " + ours,
                "Find out which state folder that bundle was saved with and use that one; an appliance accepts only one of the two.",
                Map.of("file", file.toString(), "expected", ours.toString(), "found", theirs.toString()));
    }
}
