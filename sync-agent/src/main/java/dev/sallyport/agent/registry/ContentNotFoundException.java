package dev.sallyport.agent.registry;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A registry does not have what was asked for. */
public final class ContentNotFoundException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param said what the registry says about it, safe to print; may be empty */
    ContentNotFoundException(String host, String object, String said) {
        super(
                "content-not-found",
                Category.MISSING,
                host + " has no " + object + (said.isEmpty() ? "" : ": " + said),
                "Check the name, the tag and the spelling of the host; the tag may have been removed.",
                Map.of("host", host, "object", object));
    }
}
