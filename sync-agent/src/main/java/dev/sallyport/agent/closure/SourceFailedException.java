package dev.sallyport.agent.closure;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Map;

/** A source that stopped giving content, however often it was asked. */
public final class SourceFailedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private SourceFailedException(String object, IOException cause) {
        super(
                "source-failed",
                Category.UNREACHABLE,
                "Cannot get " + object + ": " + Printable.shorten(String.valueOf(cause.getMessage())),
                "See that its source is there and can be read, and run the command again: what was fetched stays.",
                Map.of("object", object),
                cause);
    }

    /**
     * What a source's failure means for the image that needed it.
     *
     * @throws IOException the failure itself if somebody ends this run: no image is to blame for that
     */
    static SourceFailedException of(String object, IOException failure) throws IOException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean interrupted = cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException);
            if (interrupted || cause instanceof ClosedByInterruptException) {
                throw failure;
            }
        }
        return new SourceFailedException(object, failure);
    }
}
