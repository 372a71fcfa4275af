package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A reference with an {@code @} that no digest follows, so that what is before it may be a password; it is not shown. */
public final class SecretInReferenceException extends SallyportException {
    private static final long serialVersionUID = 1L;

    SecretInReferenceException() {
        super(
                "secret-in-reference",
                Category.USAGE,
                "A reference has an '@' without a digest after it; it is not shown, for it may hold a password",
                "Leave credentials out of references: 'docker login' and 'podman login' keep them where they are found.",
                Map.of());
    }
}
