package dev.sallyport.appliance.http;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** The server has taken as much as it can; answered 503 with {@code Retry-After}. */
public final class ServerBusyException extends SallyportException {
    private static final long serialVersionUID = 1;

    ServerBusyException() {
        super(
                "server-busy",
                Category.UNREACHABLE,
                "The server takes no more uploads at this time",
                "Try again in a few seconds.",
                Map.of());
    }
}
