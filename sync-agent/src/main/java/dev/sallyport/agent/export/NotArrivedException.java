package dev.sallyport.agent.export;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;

/** A volume that cannot be filled since a blob of it could not be fetched: the disk is not to blame. */
final class NotArrivedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotArrivedException(Digest digest, SallyportException cause) {
        super("Cannot go on without " + digest + ": " + cause.getMessage(), cause);
    }
}
