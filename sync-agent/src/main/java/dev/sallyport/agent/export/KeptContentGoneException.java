package dev.sallyport.agent.export;

import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A root of an earlier sequence whose content is neither in the cache nor at its source any more. */
public final class KeptContentGoneException extends SallyportException {
    private static final long serialVersionUID = 1L;

    KeptContentGoneException(BundleRoot root, SallyportException cause) {
        super(
                "kept-content-gone",
                Category.MISSING,
                root.name() + " is part of the stream since an earlier save, but its content is gone: "
                        + cause.getMessage(),
                "Drop what is not asked for again with --prune, or bring the image back to " + root.source() + ".",
                Map.of("root", root.name(), "source", root.source()),
                cause);
    }
}
