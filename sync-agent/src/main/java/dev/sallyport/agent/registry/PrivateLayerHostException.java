package dev.sallyport.agent.registry;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A layer's address leads to this machine or its network, where an image has nothing to look for. */
public final class PrivateLayerHostException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param host of the layer's address, safe to print */
    PrivateLayerHostException(String host, String object) {
        super(
                "private-layer-host",
                Category.REFUSED,
                "The layer " + object + " is to be fetched from " + host + ", which is no public address",
                "If that host is meant to give layers, allow it with --allow-private-layer-hosts.",
                Map.of("host", host, "object", object));
    }
}
