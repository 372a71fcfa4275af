package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a blob to its end, however often the connection breaks: each time it is asked for what is missing. Of a
 * registry that does not know ranges, what was read before is read past. Ends with exactly the descriptor's size.
 */
final class ResumingBlob extends InputStream {
    /** Breaks in a row count as one as long as less than this comes between them, else a trickle could go on for ever. */
    private static final long PROGRESS = 256 << 10;

    private static final int MOST_BREAKS = 1000;

    private final Opening opening;
    private final String object;
    private final Descriptor blob;
    private final Retries retries;
    private InputStream body;
    private long position;
    private long positionAtBreak;
    private int breaksWithoutProgress;
    private int breaks;

    /** Begins the download at a byte of the blob, or at its start. */
    interface Opening {
        BlobBody open(long from) throws IOException, SallyportException;
    }

    /**
     * @param object what it is and where it comes from, for messages
     * @param begun the body, beginning at {@code position}
     */
    ResumingBlob(Opening opening, String object, Descriptor blob, Retries retries, BlobBody begun) {
        this.opening = requireNonNull(opening, "opening is null");
        this.object = requireNonNull(object, "object is null");
        this.blob = requireNonNull(blob, "blob is null");
        this.retries = requireNonNull(retries, "retries is null");
        this.body = begun.content();
        this.position = begun.from();
        this.positionAtBreak = begun.from();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position < blob.size()) {
            try {
                int count = body.read(target, offset, (int) Math.min(length, blob.size() - position));
                if (count < 0) {
                    throw new EOFException("The answer ends after " + position + " of " + blob.size() + " bytes");
                }
                position += count;
                if (position == blob.size()) {
                    // Nobody reads on to the end of a stream whose size is known: the host is free for others now.
                    body.close();
                }
                return count;
            } catch (IOException e) {
                resume(e);
            }
        }
        return -1;
    }

    private void resume(IOException broken) throws IOException {
        body.close();
        breaksWithoutProgress = position - positionAtBreak >= PROGRESS ? 1 : breaksWithoutProgress + 1;
        positionAtBreak = position;
        breaks++;
        if (breaksWithoutProgress >= retries.attempts() || breaks > MOST_BREAKS) {
            throw new BrokenOffException(
                    object + " breaks off after " + position + " of " + blob.size() + " bytes, again and again",
                    broken);
        }
        retries.pause(breaksWithoutProgress, null);
        BlobBody again = reopen();
        body = again.content();
        try {
            body.skipNBytes(position - again.from());
        } catch (IOException e) {
            // It broke before the place where it broke last time: the next read fails, and counts it.
            body.close();
        }
    }

    private BlobBody reopen() throws IOException {
        try {
            return opening.open(position);
        } catch (SallyportException e) {
            throw new BrokenOffException(e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
