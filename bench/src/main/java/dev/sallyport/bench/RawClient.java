package dev.sallyport.bench;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * HTTP/1.1 over one connection that stays open, with nothing that would take time of its own: no pool, no redirects. Answers
 * have a Content-Length, as those of registries do. Of one thread.
 */
final class RawClient implements Closeable {
    private static final int LONGEST_LINE = 16 << 10;

    private final String authority;
    private final Socket socket;
    private final InputStream in;

    /** @param authority HOST:PORT */
    RawClient(String authority) throws IOException {
        URI server = URI.create("http://" + authority);
        this.authority = authority;
        this.socket = new Socket(server.getHost(), server.getPort());
        this.socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    }

    /** An answer that has arrived. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, Map<String, String> headers, byte[] body) {
        Answer expect(int wanted) throws IOException {
            if (status != wanted) {
                throw new IOException("Answered with " + status + " instead of " + wanted + ": " + text());
            }
            return this;
        }

        /** Where the answer points to, as a path on the same server. */
        String location() throws IOException {
            String location = headers.get("location");
            if (location == null) {
                throw new IOException("Answered without a Location");
            }
            URI uri = URI.create(location);
            return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + '?' + uri.getRawQuery();
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Sends a request and waits for its answer. */
    Answer send(String method, String path, byte[] body) throws IOException {
        boolean carries = !method.equals("GET") && !method.equals("HEAD");
        byte[] head = (method + ' ' + path + " HTTP/1.1\r\nHost: " + authority
                        + "\r\nAccept: application/vnd.oci.image.manifest.v1+json, */*\r\n"
                        + (carries
                                ? "Content-Type: application/octet-stream\r\nContent-Length: " + body.length + "\r\n"
                                : "")
                        + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        socket.getOutputStream().write(request);
        return answer(method.equals("HEAD"));
    }

    private Answer answer(boolean headOnly) throws IOException {
        String[] status = line().split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int code = Integer.parseInt(status[1]);
        if (headOnly || code == 204 || code == 304) {
            return new Answer(code, headers, new byte[0]);
        }
        String length = headers.get("content-length");
        if (length == null) {
            throw new IOException("An answer without Content-Length: " + String.join(" ", status));
        }
        return new Answer(code, headers, in.readNBytes(Integer.parseInt(length)));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < LONGEST_LINE) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The server closed the connection");
            }
            if (next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        throw new IOException("A line of more than " + LONGEST_LINE + " bytes");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
