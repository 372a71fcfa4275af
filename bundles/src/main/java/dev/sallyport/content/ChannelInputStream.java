package dev.sallyport.content;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Part of a file as a stream, read by position; does not close the channel. */
public final class ChannelInputStream extends InputStream {
    private final FileChannel channel;
    private long position;
    private long left;

    /** The {@code length} bytes from {@code from}; both within the file. */
    public ChannelInputStream(FileChannel channel, long from, long length) {
        this.channel = channel;
        this.position = from;
        this.left = length;
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
        int count = channel.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, left)), position);
        if (count < 0) {
            throw new EOFException("The file became shorter while it was read");
        }
        position += count;
        left -= count;
        return count;
    }

    @Override
    public int available() {
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
