package dev.sallyport.agent.registry;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A credential helper that a credentials file names does not work. What it printed is not shown: it may be secret. */
public final class CredentialHelperException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /**
     * @param helper safe to print
     * @param problem half a sentence that quotes nothing of the helper's output
     */
    CredentialHelperException(String helper, String host, String problem) {
        super(
                "credential-helper",
                Category.FAILED,
                "The credential helper '" + helper + "' gives nothing for " + host + ": " + problem,
                "See what 'docker-credential-" + helper + " get' says, or take the helper out of docker's config.json"
                        + " and log in again.",
                Map.of("helper", helper, "host", host, "problem", problem));
    }
}
