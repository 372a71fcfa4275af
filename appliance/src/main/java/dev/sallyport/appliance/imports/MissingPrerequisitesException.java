package dev.sallyport.appliance.imports;

import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Prerequisite;
import dev.sallyport.bundle.Statement;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An import whose bundle was made for a place that holds more than this one does. */
public final class MissingPrerequisitesException extends SallyportException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_NAMED = 5;

    /**
     * @param base what the bundle builds on
     * @param published the stream's highest sequence that was ever published here; 0 for none
     */
    MissingPrerequisitesException(Statement statement, Position base, List<Prerequisite> missing, long published) {
        super(
                "missing-prerequisites",
                Category.MISSING,
                statement.stream() + " " + statement.sequence() + " builds on " + statement.stream() + " "
                        + base.sequence() + "; of the blobs that it does not bring, these are not here: "
                        + names(missing),
                remedy(base, published),
                Map.of(
                        "base",
                        Long.toString(base.sequence()),
                        "published",
                        Long.toString(published),
                        "missing",
                        Integer.toString(missing.size())));
    }

    private static String names(List<Prerequisite> missing) {
        String names = missing.stream()
                .limit(MOST_NAMED)
                .map(prerequisite -> prerequisite.digest().toString())
                .collect(Collectors.joining(", "));
        return missing.size() > MOST_NAMED ? names + " and " + (missing.size() - MOST_NAMED) + " more" : names;
    }

    private static String remedy(Position base, long published) {
        String again = published == 0
                ? "sync-agent save --full"
                : "sync-agent save --base " + published + ", or --full if content was lost here";
        return published < base.sequence()
                ? "Import sequence " + base.sequence() + " first; or save anew for what is published here: " + again
                : "Save anew: " + again;
    }
}
