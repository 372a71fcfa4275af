package dev.sallyport.agent.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Gives up on a body that never falls silent but never gets anywhere either. */
final class PacedInputStream extends FilterInputStream {
    /** What has to come in each window of waiting, at least. */
    static final long LEAST = 64 << 10;

    private final long windowNanos;
    // Only the time spent waiting here: a reader may take as long as it likes in between.
    private long waited;
    private long came;

    PacedInputStream(InputStream in, Duration window) {
        super(in);
        this.windowNanos = window.toNanos();
    }

    @Override
    public int read() throws IOException {
        long begin = System.nanoTime();
        int one = in.read();
        if (one >= 0) {
            count(1, begin);
        }
        return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        long begin = System.nanoTime();
        int count = in.read(target, offset, length);
        if (count > 0) {
            count(count, begin);
        }
        return count;
    }

    private void count(int count, long begin) throws SocketTimeoutException {
        waited += System.nanoTime() - begin;
        came += count;
        if (came >= LEAST) {
            waited = 0;
            came = 0;
        } else if (waited > windowNanos) {
            throw new SocketTimeoutException("Less than " + LEAST + " bytes came in " + Duration.ofNanos(windowNanos));
        }
    }
}
