package dev.sallyport.workload;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import dev.sallyport.yaml.Place;
import java.util.Map;

/** An image's name needs a variable that has no value. */
public final class UnsetVariableException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param message what the file itself says about it; may be empty */
    UnsetVariableException(Place place, String variable, String message) {
        super(
                "unset-variable",
                Category.USAGE,
                Printable.clean(place.fileAndLine()) + ": variable '" + Printable.shorten(variable) + "' is not set"
                        + (message.isEmpty() ? "" : ": " + Printable.shorten(message)),
                "Give it a value, or write a default into the file: ${NAME:-value}.",
                Map.of(
                        "file", Printable.clean(place.file()),
                        "line", Integer.toString(place.line()),
                        "variable", Printable.shorten(variable)));
    }
}
