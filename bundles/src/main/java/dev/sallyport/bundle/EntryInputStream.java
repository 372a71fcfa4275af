package dev.sallyport.bundle;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The content of one entry: a given number of bytes of a longer stream, which it does not close. */
final class EntryInputStream extends InputStream {
    private final InputStream in;
    private long left;

    EntryInputStream(InputStream in, long size) {
        this.in = in;
        this.left = size;
    }

    /** How many bytes were not read yet. */
    long left() {
        return left;
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
        if (left == 0) {
            return -1;
        }
        int count = in.read(target, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("The archive ends within an entry");
        }
        left -= count;
        return count;
    }
}
