package dev.sallyport.agent.cli;

import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes what asks registries, once it is known how to talk to them. */
@FunctionalInterface
interface RegistryBrowserOpener {
    /**
     * Makes one, without asking anything yet.
     *
     * @param plainHttpHost a registry that may be talked to without TLS; null for none but those on this machine
     */
    RegistryBrowser open(@Nullable String plainHttpHost) throws IOException, SallyportException;
}
