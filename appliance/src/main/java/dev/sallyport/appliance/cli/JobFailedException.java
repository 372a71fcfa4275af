package dev.sallyport.appliance.cli;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A job of the server that failed. */
final class JobFailedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    JobFailedException(String what, String problem) {
        super(
                "job-failed",
                Category.FAILED,
                what + " did not come to its end: " + problem,
                "What it had done stays done; see to the cause and start it again.",
                Map.of());
    }
}
