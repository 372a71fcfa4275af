package dev.sallyport.agent.registry;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** An environment variable names a proxy that cannot be used. Its value, which may hold a password, is not shown. */
public final class ProxySettingsException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param problem what is wrong, as half a sentence that quotes nothing of the value */
    ProxySettingsException(String variable, String problem) {
        super(
                "proxy-settings",
                Category.USAGE,
                "Cannot use the proxy in " + variable + ": " + problem,
                "Set " + variable + " to http://[USER:PASSWORD@]HOST:PORT, with special characters percent-encoded.",
                Map.of("variable", variable, "problem", problem));
    }
}
