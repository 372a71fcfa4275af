package dev.sallyport.appliance.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.body.CloseableByteBody;
import jakarta.inject.Singleton;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * How controllers read the bodies of requests: as a stream, however long, or whole, if small. A controller that does must
 * be {@code @ExecuteOn(RequestBodies.EXECUTOR)}: reading waits for the client.
 *
 * <p>Bodies that are kept whole share a fixed amount of memory; it is taken as bytes arrive, so who only announces much gets
 * none. Thread-safe.
 */
@Singleton
public final class RequestBodies {
    /** The name of the threads that may wait for a client's bytes. */
    public static final String EXECUTOR = "uploads";

    private static final int PIECE = 64 << 10;
    private static final int MOST_PIECES = (32 << 20) / PIECE;

    private final Semaphore pieces = new Semaphore(MOST_PIECES);

    /**
     * The body of {@code request} as its bytes arrive, for the caller to read once and close. It ends where the body ends; if
     * the client goes away before, reading fails with an {@link IOException}. Read it in pieces of 64 KiB to 1 MiB.
     */
    public InputStream stream(HttpRequest<?> request) {
        CloseableByteBody body = ((ServerHttpRequest<?>) request).byteBody().move();
        return new FilterInputStream(body.toInputStream()) {
            @Override
            public void close() throws IOException {
                try (body) {
                    super.close();
                }
            }
        };
    }

    /**
     * The whole body of {@code request}.
     *
     * @throws BodyTooLargeException if it has, or says it has, more than {@code limit} bytes
     * @throws ServerBusyException if others have taken all memory for such bodies
     */
    public byte[] bytes(HttpRequest<?> request, int limit)
            throws IOException, BodyTooLargeException, ServerBusyException {
        if (request.getContentLength() > limit) {
            throw new BodyTooLargeException(limit);
        }
        List<byte[]> read = new ArrayList<>();
        int taken = 0;
        try (InputStream in = stream(request)) {
            long size = 0;
            byte[] piece = in.readNBytes(1);
            while (piece.length > 0) {
                size += piece.length;
                read.add(piece);
                if (size > limit) {
                    throw new BodyTooLargeException(limit);
                }
                if (!pieces.tryAcquire()) {
                    throw new ServerBusyException();
                }
                taken++;
                piece = in.readNBytes(PIECE);
            }
            return join(read, (int) size);
        } finally {
            pieces.release(taken);
        }
    }

    private static byte[] join(List<byte[]> pieces, int size) {
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }
}
