package dev.sallyport.agent.registry;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;

/** A certificate or key file for TLS cannot be used. What a key file holds is in neither the message nor a cause. */
public final class TlsMaterialException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param problem what is wrong, as half a sentence that quotes nothing of the file */
    TlsMaterialException(Path file, String problem, String remedy) {
        super(
                "tls-material",
                Category.USAGE,
                "Cannot use " + file + " for TLS: " + problem,
                remedy,
                Map.of("file", file.toString(), "problem", problem));
    }
}
