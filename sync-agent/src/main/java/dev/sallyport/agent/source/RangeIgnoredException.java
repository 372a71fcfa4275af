package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A source that cannot continue content from where it was left: it must be fetched again from its first byte. */
public final class RangeIgnoredException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param object what was asked for, for messages */
    public RangeIgnoredException(String object, long from) {
        super(
                "range-ignored",
                Category.FAILED,
                "Cannot continue " + object + " from byte " + from + ": its source gives it only from the start",
                "It is fetched again from its first byte.",
                Map.of("object", object, "from", Long.toString(from)));
    }
}
