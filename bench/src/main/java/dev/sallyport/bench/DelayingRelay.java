package dev.sallyport.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Passes TCP connections on to another address, as a line does that is long but wide: every byte arrives a fixed time after it
 * was sent, in both directions, and how many are on their way does not matter. A connection comes about at once; what is
 * measured through it is thus a little better than it would be.
 */
final class DelayingRelay {
    // 256 MiB on their way per direction: more than the widest line used here holds.
    private static final int MOST_CHUNKS = 4096;
    private static final int LARGEST_CHUNK = 64 << 10;
    private static final int WAITING_CONNECTIONS = 256;

    private final InetSocketAddress target;
    private final Duration delay;

    private DelayingRelay(InetSocketAddress target, Duration delay) {
        this.target = target;
        this.delay = delay;
    }

    /** Bytes and when they are to arrive; none at the end. */
    private record Chunk(long due, ByteBuffer content) {}

    /**
     * Relays until it is killed.
     *
     * @param arguments the address to listen at, the one to pass on to, and how many milliseconds a round trip takes longer
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("LISTEN-ADDRESS TARGET-ADDRESS MILLISECONDS");
        }
        Duration oneWay = Duration.ofMillis(Long.parseLong(arguments[2])).dividedBy(2);
        new DelayingRelay(address(arguments[1]), oneWay).serve(address(arguments[0]));
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private void serve(InetSocketAddress address) throws IOException {
        try (ServerSocket server = new ServerSocket(
                address.getPort(), WAITING_CONNECTIONS, InetAddress.getByName(address.getHostString()))) {
            while (true) {
                Socket client = server.accept();
                begin(() -> relay(client));
            }
        }
    }

    private void relay(Socket client) throws IOException, InterruptedException {
        try (client;
                Socket server = new Socket(target.getAddress(), target.getPort())) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread back = begin(() -> pass(server, client));
            pass(client, server);
            back.join();
        }
    }

    private void pass(Socket from, Socket to) throws IOException, InterruptedException {
        BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>(MOST_CHUNKS);
        Thread reader = begin(() -> read(from, chunks));
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = chunks.take(); chunk.content().hasRemaining(); chunk = chunks.take()) {
                long early = chunk.due() - System.nanoTime();
                if (early > 0) {
                    TimeUnit.NANOSECONDS.sleep(early);
                }
                out.write(chunk.content().array(), 0, chunk.content().remaining());
            }
            to.shutdownOutput();
        } finally {
            reader.interrupt();
        }
    }

    private void read(Socket from, BlockingQueue<Chunk> chunks) throws IOException, InterruptedException {
        try {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[LARGEST_CHUNK];
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                long due = System.nanoTime() + delay.toNanos();
                chunks.put(new Chunk(due, ByteBuffer.wrap(Arrays.copyOf(buffer, count))));
            }
        } finally {
            chunks.put(new Chunk(0, ByteBuffer.allocate(0)));
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static Thread begin(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException e) {
                // One side has gone; the other notices.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
