package dev.sallyport.agent.closure;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A closure beyond all that images are: it has no end, or somebody wants to fill this disk. */
public final class ClosureTooLargeException extends SallyportException {
    private static final long serialVersionUID = 1L;

    ClosureTooLargeException(String root, String what, long limit) {
        super(
                "closure-too-large",
                Category.REFUSED,
                root + " leads to more than " + limit + ' ' + what,
                "Choose fewer images or platforms for one bundle; if a single image does this, do not trust it.",
                Map.of("root", root, "limit", Long.toString(limit)));
    }
}
