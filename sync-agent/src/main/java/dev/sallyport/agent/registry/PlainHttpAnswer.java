package dev.sallyport.agent.registry;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an HTTP/1.1 answer from a connection that is used once. */
final class PlainHttpAnswer {
    private static final int LONGEST_HEAD = 64 << 10;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");

    private PlainHttpAnswer() {}

    /** The answer; closing its body closes {@code socket}. */
    static HttpAnswer read(URI uri, Socket socket, InputStream in) throws IOException {
        List<String> lines = readHead(in);
        Matcher status = STATUS.matcher(lines.get(0));
        if (!status.matches()) {
            throw new NotHttpException(Origin.of(uri));
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new NotHttpException(Origin.of(uri));
            }
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        HttpAnswer head =
                new HttpAnswer(uri, Integer.parseInt(status.group(1)), headers, InputStream.nullInputStream());
        return new HttpAnswer(uri, head.status(), headers, new Body(framed(head, in), socket));
    }

    private static InputStream framed(HttpAnswer head, InputStream in) throws IOException {
        String coding = head.header("Transfer-Encoding").orElse("");
        if (coding.equalsIgnoreCase("chunked")) {
            return new ChunkedBody(in);
        }
        if (!coding.isEmpty()) {
            throw new IOException("The answer's transfer encoding is unknown");
        }
        OptionalLong length = head.contentLength();
        return length.isPresent() ? new SizedBody(in, length.getAsLong()) : in;
    }

    private static List<String> readHead(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        int left = LONGEST_HEAD;
        while (true) {
            String line = readLine(in, left);
            left -= line.length() + 1;
            if (line.isEmpty() && !lines.isEmpty()) {
                return lines;
            }
            lines.add(line);
        }
    }

    static String readLine(InputStream in, int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("The answer ends in its head");
            }
            if (line.size() >= most) {
                throw new IOException("The answer's head does not end");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Belongs to a connection that ends with it. */
    private static final class Body extends FilterInputStream {
        private final Socket socket;

        Body(InputStream in, Socket socket) {
            super(in);
            this.socket = socket;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** As many bytes as were announced. */
    private static final class SizedBody extends InputStream {
        private final InputStream in;
        private long left;

        SizedBody(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0 || left == 0) {
                return length == 0 ? 0 : -1;
            }
            int count = in.read(target, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("The answer ends " + left + " bytes before it should");
            }
            left -= count;
            return count;
        }
    }
}
