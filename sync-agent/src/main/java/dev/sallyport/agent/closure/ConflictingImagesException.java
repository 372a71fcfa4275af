package dev.sallyport.agent.closure;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** One name that was asked for twice and stood for two manifests. */
public final class ConflictingImagesException extends SallyportException {
    private static final long serialVersionUID = 1L;

    ConflictingImagesException(RootRequest first, RootRequest second) {
        super(
                "conflicting-images",
                Category.USAGE,
                second.upstreamName() + " is " + second.manifest().digest() + " from " + second.source() + ", but "
                        + first.manifest().digest() + " from " + first.source(),
                "Name it once, or run the command again if its tag was moved just now.",
                Map.of(
                        "image",
                        second.upstreamName(),
                        "first",
                        first.manifest().digest().toString(),
                        "second",
                        second.manifest().digest().toString()));
    }
}
