package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;

/** An image layout does not have what was asked for. */
public final class LayoutContentMissingException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param object what was asked for */
    LayoutContentMissingException(Path folder, String object) {
        super(
                "layout-content-missing",
                Category.MISSING,
                "The image layout " + folder + " has no " + object,
                "Write the layout again with all of its content.",
                Map.of("folder", folder.toString(), "object", object));
    }
}
