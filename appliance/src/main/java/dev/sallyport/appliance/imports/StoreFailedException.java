package dev.sallyport.appliance.imports;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.util.Map;

/** The appliance's own disk or database, failing while a bundle is verified. */
final class StoreFailedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    StoreFailedException(IOException cause) {
        super(
                "store-failed",
                Category.FAILED,
                "The bundle cannot be verified: " + cause.getMessage(),
                "Look at the disk of the data folder and at the server's log.",
                Map.of(),
                cause);
    }
}
