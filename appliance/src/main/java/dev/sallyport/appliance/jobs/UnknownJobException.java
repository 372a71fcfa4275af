package dev.sallyport.appliance.jobs;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A job that the server does not know, or not any more. */
public final class UnknownJobException extends SallyportException {
    private static final long serialVersionUID = 1L;

    UnknownJobException(String kind, long id) {
        super(
                "job-unknown",
                Category.MISSING,
                "The server knows no " + kind + " with the number " + id
                        + ": it was started again, or that is too long ago",
                "Start it again; what it had done stays done.",
                Map.of("kind", kind, "job", Long.toString(id)));
    }
}
