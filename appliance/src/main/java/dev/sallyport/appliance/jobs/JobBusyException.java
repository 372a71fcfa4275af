package dev.sallyport.appliance.jobs;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A job that cannot be taken on now. */
public final class JobBusyException extends SallyportException {
    private static final long serialVersionUID = 1L;

    JobBusyException(String kind) {
        super(
                "job-busy",
                Category.UNREACHABLE,
                "Too many jobs of this kind wait already, or the server stops: " + kind,
                "Try again when the last one has ended; appliance status says which runs.",
                Map.of("kind", kind));
    }
}
