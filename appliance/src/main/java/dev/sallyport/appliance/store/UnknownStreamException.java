package dev.sallyport.appliance.store;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A stream of which nothing was ever published here. */
public final class UnknownStreamException extends SallyportException {
    private static final long serialVersionUID = 1L;

    UnknownStreamException(StreamName stream) {
        super(
                "unknown-stream",
                Category.MISSING,
                "Nothing of stream '" + stream + "' was ever published here",
                "See which streams there are with: appliance streams",
                Map.of("stream", stream.value()));
    }
}
