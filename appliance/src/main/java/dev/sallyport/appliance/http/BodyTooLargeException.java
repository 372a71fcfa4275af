package dev.sallyport.appliance.http;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A request's body is larger than what is taken whole. */
public final class BodyTooLargeException extends SallyportException {
    private static final long serialVersionUID = 1;

    private final long limit;

    BodyTooLargeException(long limit) {
        super(
                "body-too-large",
                Category.USAGE,
                "The request's body is larger than " + limit + " bytes",
                "Send less.",
                Map.of("limit", Long.toString(limit)));
        this.limit = limit;
    }

    /** How many bytes are taken. */
    public long limit() {
        return limit;
    }
}
