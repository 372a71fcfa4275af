package dev.sallyport.testkit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One connection to a {@link TestRegistry}: reads requests one after another, and sends answers the way a fault wants them. */
final class RegistryConnection {
    private static final int LONGEST_HEAD = 64 << 10;
    private static final int LONGEST_BODY = 1 << 20;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final CountDownLatch closed;

    RegistryConnection(Socket socket, CountDownLatch closed) throws IOException {
        this.socket = socket;
        // Head and body go out in two writes: the second one must not wait for the client's acknowledgement of the
        // first.
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream());
        this.closed = closed;
    }

    /** The next request; empty when the client is done, or speaks something else than HTTP. */
    Optional<RegistryRequest> read() throws IOException {
        String head = readHead();
        if (head == null) {
            return Optional.empty();
        }
        String[] lines = head.split("\r\n", -1);
        String[] start = lines[0].split(" ", -1);
        if (start.length != 3 || !start[2].startsWith("HTTP/1.")) {
            return Optional.empty();
        }
        List<RegistryRequest.Header> headers = new ArrayList<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(new RegistryRequest.Header(
                        line.substring(0, colon), line.substring(colon + 1).strip()));
            }
        }
        RegistryRequest request = new RegistryRequest(start[0], start[1], headers, "");
        int length = request.header("Content-Length").map(Integer::parseInt).orElse(0);
        if (length > LONGEST_BODY) {
            return Optional.empty();
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return Optional.of(new RegistryRequest(start[0], start[1], headers, body));
    }

    /** Sends the answer, bent by {@code fault}; false if the connection is of no further use. */
    boolean send(RegistryRequest request, RegistryAnswer answer, @Nullable Misbehaviour fault)
            throws IOException, InterruptedException {
        boolean head = request.method().equals("HEAD");
        if (fault instanceof Misbehaviour.HangUp) {
            return false;
        } else if (fault instanceof Misbehaviour.Silence) {
            closed.await();
            return false;
        } else if (fault instanceof Misbehaviour.Oversized oversized) {
            sendOversized(answer, oversized, head);
            return false;
        } else if (fault instanceof Misbehaviour.Chunked && !head) {
            sendChunked(answer);
            return false;
        } else if (fault instanceof Misbehaviour.WrongLength wrong) {
            writeHead(answer, "Content-Length: " + wrong.announced());
            writeBody(head ? new byte[0] : answer.body());
            return false;
        }
        writeHead(answer, "Content-Length: " + answer.body().length);
        if (head) {
            out.flush();
        } else if (fault instanceof Misbehaviour.BreakOff broken) {
            writeBody(Arrays.copyOf(answer.body(), (int) Math.min(broken.afterBytes(), answer.body().length)));
            return false;
        } else if (fault instanceof Misbehaviour.Trickle trickle) {
            writeSlowly(answer.body(), trickle);
        } else {
            writeBody(answer.body());
        }
        return !request.header("Connection").orElse("").toLowerCase(Locale.ROOT).equals("close");
    }

    /** Closes both directions; what was sent still arrives. */
    void close() throws IOException {
        // Unread input would turn the close into a reset, which may destroy what the client has not read yet.
        socket.shutdownOutput();
        socket.setSoTimeout(500);
        try {
            in.skipNBytes(LONGEST_BODY);
        } catch (IOException e) {
            // The client closed, or had nothing more to say.
        }
        socket.close();
    }

    private @Nullable String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int state = 0;
        while (state < 4) {
            int b = in.read();
            if (b < 0 || head.size() > LONGEST_HEAD) {
                return null;
            }
            head.write(b);
            state = b == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1).strip();
    }

    private void writeHead(RegistryAnswer answer, String length) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " Test\r\n");
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        head.append(length).append("\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private void writeBody(byte[] body) throws IOException {
        out.write(body);
        out.flush();
    }

    private void writeSlowly(byte[] body, Misbehaviour.Trickle trickle) throws IOException, InterruptedException {
        for (int from = 0; from < body.length; from += trickle.bytes()) {
            out.write(body, from, Math.min(trickle.bytes(), body.length - from));
            out.flush();
            if (closed.await(trickle.pause().toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        out.flush();
    }

    private void sendChunked(RegistryAnswer answer) throws IOException {
        writeHead(answer, "Transfer-Encoding: chunked\r\nConnection: close");
        writeChunk(answer.body());
        writeChunk(new byte[0]);
        out.flush();
    }

    private void sendOversized(RegistryAnswer answer, Misbehaviour.Oversized oversized, boolean head)
            throws IOException {
        boolean announced = oversized.announced();
        writeHead(answer, announced ? "Content-Length: " + oversized.size() : "Transfer-Encoding: chunked");
        byte[] spaces = new byte[64 << 10];
        Arrays.fill(spaces, (byte) ' ');
        for (long left = head ? 0 : oversized.size(); left > 0; left -= spaces.length) {
            byte[] piece = left < spaces.length ? Arrays.copyOf(spaces, (int) left) : spaces;
            if (announced) {
                out.write(piece);
            } else {
                writeChunk(piece);
            }
        }
        if (!announced && !head) {
            writeChunk(new byte[0]);
        }
        out.flush();
    }

    private void writeChunk(byte[] piece) throws IOException {
        out.write((Integer.toHexString(piece.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(piece);
        out.write('\r');
        out.write('\n');
    }
}
