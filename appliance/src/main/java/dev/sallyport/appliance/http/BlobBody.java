package dev.sallyport.appliance.http;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.StoredBlob;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

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
    private final @Nullable Again again;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Where a blob can be opened once more; quick, because event loops wait for it. */
    public interface Source {
        /** The blob, for the caller to close; empty if it is not there any more. */
        Optional<StoredBlob> open() throws IOException;
    }

    /** A whole blob to be sent once more, to somebody else. */
    record Again(Source source, long size) {
        /** Null if it is not there as it was, or cannot be opened: who answers then finds out why. */
        @Nullable
        BlobBody open() {
            try {
                StoredBlob blob = source.open().orElse(null);
                if (blob == null) {
                    return null;
                }
                if (blob.size() == size && blob.file().isPresent()) {
                    return new BlobBody(blob, source);
                }
                blob.close();
            } catch (IOException e) {
                // As below.
            }
            return null;
        }
    }

    /** All of {@code blob}; {@code source} is asked for it again when others want the same soon. */
    public BlobBody(StoredBlob blob, Source source) {
        this(blob, 0, blob.size(), new Again(source, blob.size()));
    }

    /** {@code length} bytes of {@code blob}, beginning at {@code from}; both within it. */
    public BlobBody(StoredBlob blob, long from, long length) {
        this(blob, from, length, null);
    }

    private BlobBody(StoredBlob blob, long from, long length, @Nullable Again again) {
        this.blob = requireNonNull(blob, "blob is null");
        if (from < 0 || length < 0 || from > blob.size() - length) {
            throw new IllegalArgumentException(
                    "Not within the blob's " + blob.size() + " bytes: " + length + " from " + from);
        }
        this.from = from;
        this.length = length;
        this.again = again;
    }

    /** How the same can be sent to others; null if nobody said. */
    @Nullable
    Again again() {
        return again;
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
