package dev.sallyport.agent.closure;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Collection;
import java.util.Map;

/** An image that is not made for a platform that was asked for. */
public final class PlatformMissingException extends SallyportException {
    private static final long serialVersionUID = 1L;

    PlatformMissingException(String image, String platform, Collection<String> present) {
        super(
                "platform-missing",
                Category.MISSING,
                image + " has no " + platform + "; it has " + String.join(", ", present),
                "Leave out --platform " + platform + ", or save this image in a run of its own.",
                Map.of("image", image, "platform", platform, "present", String.join(",", present)));
    }
}
