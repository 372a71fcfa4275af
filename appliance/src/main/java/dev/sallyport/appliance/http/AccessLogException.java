package dev.sallyport.appliance.http;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.util.Map;

/** The access log cannot be opened. */
public final class AccessLogException extends SallyportException {
    private static final long serialVersionUID = 1;

    AccessLogException(String target, IOException cause) {
        super(
                "access-log-unusable",
                Category.USAGE,
                "The access log " + target + " cannot be opened: "
                        + cause.getClass().getSimpleName(),
                "Check that its folder exists and that the server's user may write there.",
                Map.of("file", target),
                cause);
    }
}
