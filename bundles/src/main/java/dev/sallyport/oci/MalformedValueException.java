package dev.sallyport.oci;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A digest, reference, name, tag or platform that breaks its grammar. */
public final class MalformedValueException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param expected the grammar in words */
    public MalformedValueException(String kind, String value, String expected) {
        super(
                "malformed-" + kind.replace(' ', '-'),
                Category.USAGE,
                "Malformed " + kind + " '" + Printable.shorten(value) + "': expected " + expected,
                "Correct the " + kind + ".",
                Map.of("kind", kind, "value", Printable.shorten(value)));
    }
}
