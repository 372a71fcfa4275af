package dev.sallyport.agent.registry;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.util.Map;

/** A registry, or what stands before it, answers with something that is no answer to what was asked. */
public final class RegistryProtocolException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /**
     * @param host who answered
     * @param object what was asked for
     * @param problem what is wrong with the answer, as half a sentence; may quote it
     */
    RegistryProtocolException(String host, String object, String problem) {
        super(
                "registry-protocol",
                Category.FAILED,
                "Cannot use the answer of " + host + " for " + object + ": " + Printable.clean(problem),
                "Check that " + host + " is a registry and that no proxy or login page answers in its place.",
                Map.of("host", host, "object", object, "problem", Printable.clean(problem)));
    }
}
