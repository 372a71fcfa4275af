package dev.sallyport.agent.closure;

import dev.sallyport.oci.Descriptor;
import java.io.IOException;

/** Content whose source broke off: tells a failing source from a failing disk. What came before is kept. */
final class SourceBrokenException extends IOException {
    private static final long serialVersionUID = 1L;

    SourceBrokenException(Descriptor descriptor, long position, IOException cause) {
        super(
                "The source of " + descriptor.digest() + " broke off at byte " + position + " of " + descriptor.size()
                        + ": " + cause.getMessage(),
                cause);
    }
}
