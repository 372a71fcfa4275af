package dev.sallyport.appliance.uploads;

import dev.sallyport.appliance.store.RoomClaim;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A part's content, at most as long as it was said to be. Asks now and then whether the quotas have still room for more, tells often
 * what is on the disk by now, and claims the room for what comes next if nobody said how much that is.
 */
final class CheckedBody extends InputStream {
    /** Bytes of a part of unknown length for which room is claimed, each time. */
    static final long STEP = 1 << 20;

    // The claim is asked for more often than the quotas, which are a question to the database.
    private static final long INTERVAL = 16 << 20;
    // So much may have been read that is not written yet, at most.
    private static final long UNWRITTEN = 256 << 10;

    private final InputStream in;
    private final Check check;
    private final boolean bounded;
    private long left;
    private final long before;
    private final RoomClaim room;
    private long received;
    private long nextStep;
    private long nextCheck;
    private long told;
    private @Nullable SallyportException refusal;

    /** Says whether more may come when this many bytes are there. */
    interface Check {
        void run(long received) throws IOException, SallyportException;
    }

    /** @param room claimed for all of the part, or for {@link #STEP} bytes if its length is unknown */
    CheckedBody(BlobPart part, long before, RoomClaim room, Check check) {
        this.in = part.content();
        this.before = before;
        this.room = room;
        this.check = check;
        this.bounded = part.length() != BlobPart.UNKNOWN;
        this.left = bounded ? part.length() : Long.MAX_VALUE;
        this.received = before;
        this.nextStep = before + STEP;
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
        if (received >= nextStep) {
            askForRoom();
        }
        long most = Math.min(left, nextStep - received);
        int count = in.read(target, offset, (int) Math.min(length, most));
        if (count > 0) {
            left -= bounded ? count : 0;
            received += count;
        }
        return count;
    }

    private void askForRoom() throws IOException {
        nextStep = received + STEP;
        long written = received - before - UNWRITTEN;
        room.wrote(written - told);
        told = written;
        try {
            if (!bounded) {
                room.more(STEP);
            }
            if (received >= nextCheck) {
                nextCheck = received + INTERVAL;
                check.run(received);
            }
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
