package dev.sallyport.appliance.uploads;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** Too many uploads were begun and not ended. */
public final class TooManyUploadsException extends SallyportException {
    private static final long serialVersionUID = 1L;

    TooManyUploadsException(String whose, int limit) {
        super(
                "too-many-uploads",
                Category.UNREACHABLE,
                whose + " " + limit + " uploads open, which is the most there may be",
                "Finish or cancel uploads, or wait until those that nobody goes on with expire.",
                Map.of("limit", Integer.toString(limit)));
    }
}
