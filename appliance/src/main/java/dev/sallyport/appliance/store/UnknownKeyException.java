package dev.sallyport.appliance.store;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.signature.KeyId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A key that was never trusted. */
public final class UnknownKeyException extends SallyportException {
    private static final long serialVersionUID = 1L;

    UnknownKeyException(KeyId key, @Nullable StreamName stream) {
        super(
                "unknown-trusted-key",
                Category.MISSING,
                "This key is not trusted" + (stream == null ? "" : " for stream '" + stream + "'") + ": " + key,
                "List the keys that are: appliance trust list",
                Map.of("key", key.toString()));
    }
}
