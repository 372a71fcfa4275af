package dev.sallyport.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/**
 * TLS 1.3 that decrypts no more than the first response. Of those after it only the lengths of the records are read: decrypting
 * would cost this program about what encrypting costs the server, and both run on the same machine. The lengths give the
 * number of bytes exactly, so a response that is too long or too short by one byte is noticed.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8446#section-5">the record protocol</a>
 */
final class TlsTransport implements Transport {
    private static final int HEADER = 5;
    private static final int APPLICATION_DATA = 23;
    /** The content type behind the plaintext, and the authentication tag that every cipher of TLS 1.3 in use has. */
    private static final int OVERHEAD = 1 + 16;

    private static final int LARGEST = 33 << 10;

    private final SocketChannel channel;
    private final SSLEngine engine;
    // What has arrived and is not decrypted; empty from the second request on.
    private final ByteBuffer arrived = ByteBuffer.allocate(LARGEST);
    private final ByteBuffer encrypted = ByteBuffer.allocate(LARGEST);
    private int requests;
    private int headerSeen;
    private int recordLength;
    private int recordLeft;

    /** A client's side of a new connection; {@code engine} has not begun its handshake. */
    TlsTransport(SocketChannel channel, SSLEngine engine) throws IOException {
        this.channel = channel;
        this.engine = engine;
        arrived.flip();
        engine.beginHandshake();
        goOn();
    }

    @Override
    public boolean ready() {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING && !arrived.hasRemaining();
    }

    @Override
    public void send(byte[] request) throws IOException {
        requests++;
        wrap(ByteBuffer.wrap(request));
    }

    private void wrap(ByteBuffer plain) throws IOException {
        encrypted.clear();
        engine.wrap(plain, encrypted);
        encrypted.flip();
        channel.write(encrypted);
        if (plain.hasRemaining() || encrypted.hasRemaining()) {
            throw new IOException("The connection does not take a request at once");
        }
    }

    @Override
    public long receive(ByteBuffer scratch) throws IOException {
        return requests > 1 ? count(scratch) : decrypt(scratch);
    }

    private long decrypt(ByteBuffer plain) throws IOException {
        arrived.compact();
        if (channel.read(arrived) < 0) {
            throw new EOFException("The server closed a connection");
        }
        arrived.flip();
        long total = 0;
        while (arrived.hasRemaining()) {
            plain.clear();
            SSLEngineResult result = engine.unwrap(arrived, plain);
            total += result.bytesProduced();
            goOn();
            if (result.getStatus() != Status.OK) {
                if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                    return total;
                }
                throw new IOException("TLS ended: " + result);
            }
        }
        return total;
    }

    // As far as it goes without the other side.
    private void goOn() throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                }
                case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
                default -> {
                    return;
                }
            }
        }
    }

    private long count(ByteBuffer scratch) throws IOException {
        long total = 0;
        do {
            scratch.clear();
            if (channel.read(scratch) < 0) {
                throw new EOFException("The server closed a connection");
            }
            total += records(scratch.flip());
        } while (scratch.limit() == scratch.capacity());
        return total;
    }

    private long records(ByteBuffer bytes) throws IOException {
        long total = 0;
        while (bytes.hasRemaining()) {
            if (headerSeen < HEADER) {
                header(bytes.get() & 0xff);
                continue;
            }
            int step = Math.min(recordLeft, bytes.remaining());
            bytes.position(bytes.position() + step);
            recordLeft -= step;
            if (recordLeft == 0) {
                total += recordLength - OVERHEAD;
                headerSeen = 0;
            }
        }
        return total;
    }

    private void header(int value) throws IOException {
        switch (headerSeen++) {
            case 0 -> {
                if (value != APPLICATION_DATA) {
                    throw new IOException("A TLS record of type " + value + " where a response is expected");
                }
            }
            case 3 -> recordLength = value << 8;
            case 4 -> {
                recordLength |= value;
                recordLeft = recordLength;
            }
            default -> {
                // The version, which says nothing.
            }
        }
    }
}
