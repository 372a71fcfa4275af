package dev.sallyport.appliance.uploads;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.util.Map;

/** A manifest that this registry cannot take as what it is said to be. */
public final class InvalidManifestException extends SallyportException {
    private static final long serialVersionUID = 1L;

    InvalidManifestException(String why, String remedy) {
        super(
                "invalid-manifest",
                Category.USAGE,
                "The manifest cannot be taken: " + Printable.clean(why),
                remedy,
                Map.of("problem", Printable.shorten(why)));
    }
}
