package dev.sallyport.signature;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A key file that does not hold the key it should. */
public final class MalformedKeyException extends SallyportException {
    private static final long serialVersionUID = 1L;

    MalformedKeyException(String why, String remedy) {
        super("malformed-key", Category.USAGE, "Cannot read the key: " + why, remedy, Map.of("problem", why));
    }
}
