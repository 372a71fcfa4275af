package dev.sallyport.agent.export;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A restart at a sequence that the history is past. */
public final class RestartRefusedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    RestartRefusedException(long asked, StreamName stream, long newest) {
        super(
                "restart-refused",
                Category.REFUSED,
                "The history of " + stream + " is at sequence " + newest + " already, so it cannot begin again at "
                        + asked,
                "Leave out --restart to go on after " + newest + ", or give a higher --sequence.",
                Map.of("stream", stream.value(), "asked", Long.toString(asked), "newest", Long.toString(newest)));
    }
}
