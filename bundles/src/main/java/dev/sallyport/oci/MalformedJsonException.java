package dev.sallyport.oci;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A JSON document that is not JSON, breaks a limit, or lacks what it must say. */
public final class MalformedJsonException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /**
     * @param what the document, such as {@code manifest sha256:…}
     * @param why what is wrong with it, as half a sentence
     */
    public MalformedJsonException(String what, String why) {
        super(
                "malformed-json",
                Category.REFUSED,
                "Cannot read " + what + ": " + why,
                "Get the document again from where it was made; if it is the same there, it is broken at its source.",
                Map.of("document", what, "problem", why));
    }
}
