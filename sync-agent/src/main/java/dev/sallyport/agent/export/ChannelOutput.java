package dev.sallyport.agent.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes to a channel from a position on; closing it closes nothing. */
final class ChannelOutput extends OutputStream {
    private final FileChannel channel;
    private long position;

    ChannelOutput(FileChannel channel, long position) {
        this.channel = channel;
        this.position = position;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
        while (left.hasRemaining()) {
            position += channel.write(left, position);
        }
    }

    /** Leaves {@code length} bytes as they are. */
    void skip(long length) {
        position += length;
    }
}
