package dev.sallyport.agent.registry;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A proxy does not let a request through. */
public final class ProxyRefusedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param status what it answered */
    ProxyRefusedException(ProxyServer proxy, String host, int status) {
        super(
                "proxy-refused",
                Category.DENIED,
                "The proxy " + proxy + " lets nothing through to " + host + ": it answers " + status
                        + (status == 407 ? ", since it wants other credentials" : ""),
                status == 407
                        ? "Put user and password into HTTPS_PROXY and HTTP_PROXY: http://USER:PASSWORD@HOST:PORT."
                        : "Have " + host + " allowed at the proxy, or name it in NO_PROXY.",
                Map.of("proxy", proxy.toString(), "host", host, "status", Integer.toString(status)));
    }
}
