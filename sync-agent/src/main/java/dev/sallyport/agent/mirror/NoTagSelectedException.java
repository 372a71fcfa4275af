package dev.sallyport.agent.mirror;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.List;
import java.util.Map;

/** A repository without the tags that were asked for. */
public final class NoTagSelectedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param nearest tags that may have been meant; may be empty */
    NoTagSelectedException(String repository, String asked, List<String> nearest) {
        super(
                "no-tag-selected",
                Category.MISSING,
                repository + " has no tag for " + asked
                        + (nearest.isEmpty() ? "" : "; nearest " + String.join(", ", nearest)),
                "Correct what selects its tags; 'sync-agent tags " + repository + "' lists what is there.",
                Map.of("repository", repository, "asked", asked, "nearest", String.join(" ", nearest)));
    }
}
