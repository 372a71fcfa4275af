package dev.sallyport.agent.closure;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import java.util.Map;

/** A document larger than any of its kind may be. */
public final class ContentTooLargeException extends SallyportException {
    private static final long serialVersionUID = 1L;

    ContentTooLargeException(Descriptor descriptor, long limit) {
        super(
                "content-too-large",
                Category.REFUSED,
                "Cannot read " + descriptor.digest() + ": it has " + descriptor.size() + " bytes, more than the "
                        + limit + " allowed",
                "It is not what it is said to be; tell whoever publishes the image.",
                Map.of(
                        "digest",
                        descriptor.digest().toString(),
                        "size",
                        Long.toString(descriptor.size()),
                        "limit",
                        Long.toString(limit)));
    }
}
