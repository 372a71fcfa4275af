package dev.sallyport.agent.closure;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.util.List;
import java.util.Map;

/** A word that says nothing about what comes along with an image. */
public final class UnknownIncludeException extends SallyportException {
    private static final long serialVersionUID = 1L;

    UnknownIncludeException(String word, List<String> known) {
        super(
                "unknown-include",
                Category.USAGE,
                "Cannot include '" + Printable.shorten(word) + "': expected " + String.join(", ", known)
                        + ", or an artifact type such as application/spdx+json",
                "Correct the word.",
                Map.of("word", Printable.shorten(word), "expected", String.join(",", known)));
    }
}
