package dev.sallyport.bench;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** One client that asks for one thing after the other over a connection of its own, as soon as it has the one before. */
final class Pull {
    private final Target target;
    private final SocketChannel channel;
    private final long begun = System.nanoTime();
    private final List<Target.Request> requests;
    private @Nullable Transport transport;
    private int next;
    private long left;
    private long bytes;
    private long nanoseconds;

    /** Begins to connect; {@link #ready} goes on whenever the selector says so. */
    Pull(Target target, Selector selector) throws IOException {
        this.target = target;
        this.requests = target.requests();
        this.channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        int waitFor = channel.connect(target.address()) ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT;
        channel.register(selector, waitFor, this);
    }

    /** Goes on as far as it can; whether everything has arrived. */
    boolean ready(SelectionKey key, ByteBuffer scratch) throws IOException {
        Transport line = transport;
        if (line == null) {
            channel.finishConnect();
            key.interestOps(SelectionKey.OP_READ);
            SSLEngine engine = target.engine();
            line = engine == null ? new PlainTransport(channel) : new TlsTransport(channel, engine);
            transport = line;
        } else {
            long count = line.receive(scratch);
            left -= count;
            bytes += count;
            if (left < 0) {
                throw new IOException("More bytes than expected: " + -left + ", after " + requests.get(next - 1));
            }
        }
        if (left > 0 || !line.ready()) {
            return false;
        }
        if (next == requests.size()) {
            nanoseconds = System.nanoTime() - begun;
            channel.close();
            return true;
        }
        Target.Request request = requests.get(next++);
        left = request.answerBytes();
        line.send(request.text());
        return false;
    }

    /** How long all of it took, once it is over. */
    long nanoseconds() {
        return nanoseconds;
    }

    /** Bytes of responses, heads included. */
    long bytes() {
        return bytes;
    }
}
