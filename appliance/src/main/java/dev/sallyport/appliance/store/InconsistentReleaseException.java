package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.util.Map;

/** A release whose manifests contradict what they point to: a size, a type, or what can be read of them. */
public final class InconsistentReleaseException extends SallyportException {
    private static final long serialVersionUID = 1L;

    InconsistentReleaseException(String image, String object, String why) {
        super(
                "inconsistent-release",
                Category.REFUSED,
                "The bundle's " + Printable.shorten(image) + " contradicts itself at " + Printable.shorten(object)
                        + ": " + Printable.shorten(why),
                "Save a new bundle; if it says the same again, the image is broken where it comes from.",
                Map.of(
                        "image",
                        Printable.shorten(image),
                        "object",
                        Printable.shorten(object),
                        "problem",
                        Printable.shorten(why)));
    }
}
