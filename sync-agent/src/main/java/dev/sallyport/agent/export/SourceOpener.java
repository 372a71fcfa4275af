package dev.sallyport.agent.export;

import dev.sallyport.agent.closure.BaseImages;
import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;

/** Opens the source that an index records for a root, to get again what an earlier run had. */
public interface SourceOpener {
    /**
     * A source that has all that {@code root} needs, by digest; for the caller to close.
     *
     * @throws SallyportException if there is no such source any more, or it cannot be reached
     */
    ContentSource open(BundleRoot root) throws IOException, SallyportException;

    /** Where base images come from; unless there is more to it, nowhere. */
    default BaseImages baseImages() {
        return BaseImages.NONE;
    }
}
