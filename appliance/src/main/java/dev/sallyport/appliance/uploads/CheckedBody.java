package dev.sallyport.appliance.uploads;

import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A part's content, at most as long as it was said to be; asks now and then whether there is still room for more. */
final class CheckedBody extends InputStream {
    private static final long INTERVAL = 16 << 20;

    private final InputStream in;
    private final Check check;
    private final boolean bounded;
    private long left;
    private long received;
    private long nextCheck;
    private @Nullable SallyportException refusal;

    /** Says whether more may come when this many bytes are there. */
    interface Check {
        void run(long received) throws IOException, SallyportException;
    }

    CheckedBody(BlobPart part, long before, Check check) {
        this.in = part.content();
        this.check = check;
        this.bounded = part.length() != BlobPart.UNKNOWN;
        this.left = bounded ? part.length() : Long.MAX_VALUE;
        this.received = before;
        this.nextCheck = before + INTERVAL;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        if (received >= nextCheck) {
            askForRoom();
        }
        int count = in.read(target, offset, (int) Math.min(length, left));
        if (count > 0) {
            left -= bounded ? count : 0;
            received += count;
        }
        return count;
    }

    private void askForRoom() throws IOException {
        nextCheck = received + INTERVAL;
        try {
            check.run(received);
        } catch (SallyportException e) {
            refusal = e;
            throw new IOException(e);
        }
    }

    /** What the check said no with, if that is why reading failed. */
    void throwRefusal() throws SallyportException {
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Whether the content goes on behind the length that was said. */
    boolean hasMore() throws IOException {
        return bounded && left == 0 && in.read() >= 0;
    }
}
