package dev.sallyport.agent.registry;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A registry, or its token service, does not let us have what was asked for. */
public final class AccessDeniedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /**
     * @param denier the registry or the token service that said no
     * @param said what it says about it, safe to print; may be empty
     * @param credentials which were used, or where they were looked for; never a secret
     */
    AccessDeniedException(String host, String object, String denier, String said, String credentials, String remedy) {
        super(
                "access-denied",
                Category.DENIED,
                denier + " denies " + object + (said.isEmpty() ? "" : ": " + said) + " (credentials: " + credentials
                        + ")",
                remedy,
                Map.of("host", host, "object", object, "credentials", credentials));
    }
}
