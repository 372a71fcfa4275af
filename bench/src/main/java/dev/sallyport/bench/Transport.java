package dev.sallyport.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/** How bytes go over one connection that is open: as they are, or encrypted. Never blocks; of one thread. */
interface Transport {
    /** Sends a request, once {@link #ready()}. */
    void send(byte[] request) throws IOException;

    /** Whether a request can be sent: nothing is left to agree upon. */
    boolean ready();

    /**
     * Takes what has arrived and says how many bytes of responses were in it.
     *
     * @param scratch where bytes may be put that nobody wants
     * @throws java.io.EOFException if the other side has closed the connection
     */
    long receive(ByteBuffer scratch) throws IOException;
}
