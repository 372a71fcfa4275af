package dev.sallyport.agent.vendor;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.util.Map;

/** An image that is no longer the one that was pinned. */
public final class PinnedDigestException extends SallyportException {
    private static final long serialVersionUID = 1L;

    PinnedDigestException(String image, Digest pinned, Digest found) {
        super(
                "pinned-digest",
                Category.REFUSED,
                image + " is pinned to " + pinned + " but is " + found,
                "Find out why it changed; then pin it to what it is now, or name the pinned digest in its reference.",
                Map.of("image", image, "pinned", pinned.toString(), "found", found.toString()));
    }
}
