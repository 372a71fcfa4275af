package dev.sallyport.appliance.http;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** The address cannot be listened on. */
public final class ListenException extends SallyportException {
    private static final long serialVersionUID = 1L;

    ListenException(String address, String why, Throwable cause) {
        super(
                "listen",
                Category.FAILED,
                "Cannot listen on " + address + ": " + why,
                "Stop what listens there (ss -ltnp shows it), or choose another address with --listen.",
                Map.of("address", address, "problem", why),
                cause);
    }
}
