package dev.sallyport.agent.resolution;

import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.net.URI;

/** Gets what lies at web addresses. */
@FunctionalInterface
public interface Downloads {
    /**
     * All that is at {@code address}.
     *
     * @param limit the most bytes that it may have
     * @throws SallyportException if it is not there, is denied, cannot be reached or has more bytes
     */
    byte[] get(URI address, int limit) throws IOException, SallyportException;
}
