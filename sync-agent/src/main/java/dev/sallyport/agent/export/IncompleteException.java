package dev.sallyport.agent.export;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Images that could not be had. All else was fetched, and no bundle was written. */
public final class IncompleteException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private final transient List<ImageFailure> failures;

    /** @param failures one or more, each image once */
    IncompleteException(List<ImageFailure> failures) {
        super(
                "incomplete",
                Category.MISSING,
                (failures.size() == 1 ? "1 image" : failures.size() + " images")
                        + " could not be had, so no bundle was written; the rest was fetched: "
                        + failures.stream().map(ImageFailure::image).collect(Collectors.joining(", ")),
                "See to each cause and run this again: it goes on from there. To go without an image, name it with --allow-missing.",
                facts(failures),
                failures.get(0).cause());
        this.failures = List.copyOf(failures);
    }

    private static Map<String, String> facts(List<ImageFailure> failures) {
        Map<String, String> facts = new LinkedHashMap<>();
        for (ImageFailure failure : failures) {
            facts.put(
                    failure.image(),
                    failure.cause().code() + ": " + failure.cause().getMessage());
        }
        return facts;
    }

    /** What could not be had and why, in the order of names; empty in a copy that was serialised. */
    public List<ImageFailure> failures() {
        return failures == null ? List.of() : failures;
    }
}
