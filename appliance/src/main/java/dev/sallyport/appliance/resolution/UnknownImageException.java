package dev.sallyport.appliance.resolution;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** An image that is named by a command and is not here. */
public final class UnknownImageException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param message what is not here, and why */
    UnknownImageException(String image, String message) {
        super(
                "unknown-image",
                Category.MISSING,
                message,
                "See what is here with: appliance images",
                Map.of("image", image));
    }
}
