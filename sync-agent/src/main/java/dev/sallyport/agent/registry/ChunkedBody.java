package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body that comes in chunks.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-7.1">RFC 9112, 7.1</a>
 */
final class ChunkedBody extends InputStream {
    private static final int LONGEST_LINE = 4096;

    private final InputStream in;
    private long left;
    private boolean begun;
    private boolean ended;

    ChunkedBody(InputStream in) {
        this.in = requireNonNull(in, "in is null");
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
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(target, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("The answer ends in a chunk");
        }
        left -= count;
        return count;
    }

    // What may follow the last chunk says nothing about the content, and the connection is not used again.
    private void nextChunk() throws IOException {
        if (begun && !PlainHttpAnswer.readLine(in, LONGEST_LINE).isEmpty()) {
            throw new IOException("A chunk does not end where it should");
        }
        begun = true;
        String line = PlainHttpAnswer.readLine(in, LONGEST_LINE);
        int semicolon = line.indexOf(';');
        String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
        if (!size.matches("[0-9a-fA-F]{1,15}")) {
            throw new IOException("A chunk has no legible size");
        }
        left = Long.parseLong(size, 16);
        ended = left == 0;
    }
}
