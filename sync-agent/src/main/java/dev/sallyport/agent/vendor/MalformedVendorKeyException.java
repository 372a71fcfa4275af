package dev.sallyport.agent.vendor;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A file that does not hold the public key of an image's vendor. */
public final class MalformedVendorKeyException extends SallyportException {
    private static final long serialVersionUID = 1L;

    MalformedVendorKeyException(String file, String why, String remedy) {
        super(
                "malformed-vendor-key",
                Category.USAGE,
                "Cannot read the vendor's key " + file + ": " + why,
                remedy,
                Map.of("file", file, "problem", why));
    }
}
