package dev.sallyport.appliance.http;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A response body that is a stretch of a file, sent by the kernel and never read into the process on plain HTTP.
 *
 * <p>Giving it to a response hands it over: the server closes it exactly once, after the last byte was sent or as
 * soon as the answer can no longer be sent (client gone, server stopped, another answer sent in its place). An answer
 * to HEAD carries no body, so none is opened for it.
 */
public final class BlobBody implements Closeable {
    private final FileChannel file;
    private final long offset;
    private final long length;
    private final Closeable owner;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Sends {@code length} bytes of {@code file} from {@code offset}.
     *
     * @param owner closed with the body; it closes {@code file}
     */
    public BlobBody(FileChannel file, long offset, long length, Closeable owner) {
        this.file = Objects.requireNonNull(file, "file is null");
        this.owner = Objects.requireNonNull(owner, "owner is null");
        if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("not a stretch of a file: " + length + " bytes from " + offset);
        }
        this.offset = offset;
        this.length = length;
    }

    FileChannel file() {
        return file;
    }

    long offset() {
        return offset;
    }

    /** Bytes that will be sent. */
    public long length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            owner.close();
        }
    }
}
