package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.util.Map;

/** There is no token of that id. */
public final class UnknownTokenException extends SallyportException {
    private static final long serialVersionUID = 1L;

    UnknownTokenException(String id) {
        super(
                "unknown-token",
                Category.MISSING,
                "There is no token " + Printable.shorten(id),
                "See appliance tokens list; a token is named by its id, not by its secret.",
                Map.of("id", Printable.shorten(id)));
    }
}
