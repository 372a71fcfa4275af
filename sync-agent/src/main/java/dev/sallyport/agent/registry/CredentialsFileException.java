package dev.sallyport.agent.registry;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;

/** A credentials file that cannot be used. What it holds is in neither the message nor a cause. */
public final class CredentialsFileException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param problem what is wrong, as half a sentence that quotes nothing of the file */
    CredentialsFileException(Path file, String problem) {
        super(
                "credentials-file",
                Category.USAGE,
                "Cannot read credentials from " + file + ": " + problem,
                "Correct or remove the file; 'docker login' and 'podman login' write a new one.",
                Map.of("file", file.toString(), "problem", problem));
    }
}
