package dev.sallyport.appliance.http;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A certificate or key file that the server cannot use. */
public final class TlsFilesException extends SallyportException {
    private static final long serialVersionUID = 1L;

    TlsFilesException(Path file, String why, String remedy, @Nullable Throwable cause) {
        super(
                "tls-files",
                Category.USAGE,
                "Cannot use " + file + " for TLS: " + why,
                remedy,
                Map.of("file", file.toString(), "problem", why),
                cause);
    }
}
