package dev.sallyport.appliance.http;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.StoredBlob;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A response body that is a stretch of a stored blob. If a file is behind the blob, the kernel sends it, and on plain HTTP
 * its bytes never enter the process.
 *
 * <p>Giving it to a response hands the blob over: the server closes it exactly once, after the last byte was sent or as
 * soon as the answer can no longer be sent (client gone, server stopped, another answer sent in its place). An answer to
 * HEAD has no body, so do not open one for it.
 */
public final class BlobBody implements Closeable {
    private final StoredBlob blob;
    private final long from;
    private final long length;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** {@code length} bytes of {@code blob}, beginning at {@code from}; both within it. */
    public BlobBody(StoredBlob blob, long from, long length) {
        this.blob = requireNonNull(blob, "blob is null");
        if (from < 0 || length < 0 || from > blob.size() - length) {
            throw new IllegalArgumentException(
                    "Not within the blob's " + blob.size() + " bytes: " + length + " from " + from);
        }
        this.from = from;
        this.length = length;
    }

    StoredBlob blob() {
        return blob;
    }

    long from() {
        return from;
    }

    long length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            blob.close();
        }
    }
}
