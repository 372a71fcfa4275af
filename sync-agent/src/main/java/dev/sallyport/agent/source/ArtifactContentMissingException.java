package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A file that is carried as an artifact is not, or no longer, what was asked for. */
public final class ArtifactContentMissingException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param object what was asked for */
    ArtifactContentMissingException(String address, String object) {
        super(
                "artifact-content-missing",
                Category.MISSING,
                address + " has no " + object,
                "The file may have been changed since: put the earlier one back, or save it under its name again.",
                Map.of("source", address, "object", object));
    }
}
