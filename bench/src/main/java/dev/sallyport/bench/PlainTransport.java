package dev.sallyport.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Bytes as they are. Of each response the status is looked at, the rest is counted. */
final class PlainTransport implements Transport {
    private static final byte[] OK = "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private int seen;

    PlainTransport(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public void send(byte[] request) throws IOException {
        seen = 0;
        if (channel.write(ByteBuffer.wrap(request)) < request.length) {
            throw new IOException("The connection does not take a request at once");
        }
    }

    @Override
    public long receive(ByteBuffer scratch) throws IOException {
        long total = 0;
        int count;
        do {
            scratch.clear();
            count = channel.read(scratch);
            if (count < 0) {
                throw new EOFException("The server closed a connection");
            }
            for (int i = 0; i < count && seen < OK.length; i++) {
                if (scratch.get(i) != OK[seen++]) {
                    throw new IOException("The server answered: " + text(scratch.flip()));
                }
            }
            total += count;
        } while (count == scratch.capacity());
        return total;
    }

    private static CharSequence text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes.limit(Math.min(bytes.limit(), 500)));
    }
}
