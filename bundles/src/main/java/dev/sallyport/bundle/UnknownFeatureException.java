package dev.sallyport.bundle;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A bundle that asks for something this version does not know. */
public final class UnknownFeatureException extends SallyportException {
    private static final long serialVersionUID = 1L;

    UnknownFeatureException(String feature) {
        super(
                "unknown-feature",
                Category.REFUSED,
                "The bundle needs '" + feature + "', which this version does not know",
                "Update the appliance, or save the bundle with a version of sync-agent as old as the appliance.",
                Map.of("feature", feature));
    }
}
