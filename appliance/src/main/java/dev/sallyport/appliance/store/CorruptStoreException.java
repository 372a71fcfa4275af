package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** Something that the journal says is here and is not, or cannot be read: a release document, a key, a manifest. */
public final class CorruptStoreException extends SallyportException {
    private static final long serialVersionUID = 1L;

    CorruptStoreException(String what, String why, Throwable cause) {
        this(what, why, cause, Map.of("object", what, "problem", why));
    }

    private CorruptStoreException(String what, String why, Throwable cause, Map<String, String> facts) {
        super(
                "corrupt-store",
                Category.FAILED,
                "The data folder lacks what its journal names: " + what + ": " + why,
                "Restore the data folder from a backup, whole.",
                facts,
                cause);
    }
}
