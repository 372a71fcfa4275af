package dev.sallyport.yaml;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.util.Map;

/** A YAML or JSON file that cannot be read, breaks a limit, or does not say what it must. */
public final class MalformedDocumentException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param why what is wrong there, as half a sentence */
    public MalformedDocumentException(Place place, String why) {
        super(
                "malformed-document",
                Category.USAGE,
                "Cannot read " + Printable.clean(place.toString()) + ": " + Printable.shorten(why),
                "Correct the file there.",
                Map.of(
                        "file", Printable.clean(place.file()),
                        "line", Integer.toString(place.line()),
                        "column", Integer.toString(place.column()),
                        "problem", Printable.shorten(why)));
    }
}
