package dev.sallyport.appliance.http;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** Plain HTTP was asked for on an address that other machines can reach. */
public final class PlainListenException extends SallyportException {
    private static final long serialVersionUID = 1L;

    PlainListenException(String address) {
        super(
                "plain-listen",
                Category.USAGE,
                "Will not serve plain HTTP on " + address + ": other machines may reach it",
                "Give --tls-cert and --tls-key, or listen on 127.0.0.1.",
                Map.of("address", address));
    }
}
