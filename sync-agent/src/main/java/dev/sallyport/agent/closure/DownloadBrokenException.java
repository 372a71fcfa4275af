package dev.sallyport.agent.closure;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import java.util.Map;

/** A download that broke off again and again without getting further. */
public final class DownloadBrokenException extends SallyportException {
    private static final long serialVersionUID = 1L;

    DownloadBrokenException(Descriptor descriptor, SourceBrokenException cause) {
        super(
                "download-broken",
                Category.UNREACHABLE,
                String.valueOf(cause.getMessage()),
                "See to the connection and run this again: it goes on where the download stopped.",
                Map.of("digest", descriptor.digest().toString(), "size", Long.toString(descriptor.size())),
                cause);
    }
}
