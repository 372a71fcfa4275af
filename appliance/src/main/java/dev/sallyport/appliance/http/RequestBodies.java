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
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How controllers read the bodies of requests: as a stream, however long, or whole, if small. A controller that does must
 * be {@code @ExecuteOn(RequestBodies.EXECUTOR)}: reading waits for the client.
 *
 * <p>Bodies that are kept whole share a fixed amount of memory; it is taken as bytes arrive, so who only announces much gets
 * none, and given back when the controller has done with it. Thread-safe.
 */
@Singleton
public final class RequestBodies {
    /** The name of the threads that may wait for a client's bytes. */
    public static final String EXECUTOR = "uploads";

    private static final int PIECE = 64 << 10;
    private static final int MOST_PIECES = (16 << 20) / PIECE;

    private final Semaphore pieces = new Semaphore(MOST_PIECES);
    private final Semaphore places;

    RequestBodies(Limits limits, Metrics metrics) {
        places = new Semaphore(limits.uploads());
        metrics.gauge(
                "sallyport_http_uploads_reading",
                "Request bodies that are being read now.",
                () -> limits.uploads() - places.availablePermits());
    }

    /**
     * The body of {@code request} as its bytes arrive, for the caller to read once and close. It ends where the body ends; if
     * the client goes away before, reading fails with an {@link IOException}. Read it in pieces of 64 KiB or a little more:
     * each of those that read at once has one in memory.
     *
     * @throws ServerBusyException if as many bodies as may be are being read; let it go up, it is answered
     */
    public InputStream stream(HttpRequest<?> request) throws ServerBusyException {
        if (!places.tryAcquire()) {
            throw new ServerBusyException();
        }
        try {
            return new BodyStream(((ServerHttpRequest<?>) request).byteBody().move());
        } catch (RuntimeException e) {
            places.release();
            throw e;
        }
    }

    /** Gives its place back when it is closed. */
    private final class BodyStream extends FilterInputStream {
        private final CloseableByteBody body;
        private boolean closed;

        BodyStream(CloseableByteBody body) {
            super(body.toInputStream());
            this.body = body;
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try (body) {
                super.close();
            } finally {
                places.release();
            }
        }
    }

    /** A request's whole body, and its part of the memory for such; the caller closes it when it needs neither any more. */
    public static final class WholeBody implements AutoCloseable {
        private final byte[] bytes;
        private final Runnable done;

        private WholeBody(byte[] bytes, Runnable done) {
            this.bytes = bytes;
            this.done = done;
        }

        /** Not a copy. */
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public void close() {
            done.run();
        }
    }

    /**
     * The whole body of {@code request}.
     *
     * @throws BodyTooLargeException if it has, or says it has, more than {@code limit} bytes
     * @throws ServerBusyException if others have taken all memory for such bodies
     */
    public WholeBody whole(HttpRequest<?> request, int limit)
            throws IOException, BodyTooLargeException, ServerBusyException {
        if (request.getContentLength() > limit) {
            throw new BodyTooLargeException(limit);
        }
        List<byte[]> read = new ArrayList<>();
        AtomicInteger taken = new AtomicInteger();
        Runnable giveBack = () -> pieces.release(taken.getAndSet(0));
        boolean complete = false;
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
                taken.incrementAndGet();
                piece = in.readNBytes((int) Math.min(PIECE, limit + 1 - size));
            }
            WholeBody whole = new WholeBody(join(read, (int) size), giveBack);
            complete = true;
            return whole;
        } finally {
            if (!complete) {
                giveBack.run();
            }
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
