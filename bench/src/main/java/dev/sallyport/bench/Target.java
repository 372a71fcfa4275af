package dev.sallyport.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A server and what to ask it for, with the length of each answer, which is asked for once beforehand. */
final class Target {
    private static final String TLS = "TLSv1.3";
    private static final int LONGEST_HEAD = 16 << 10;
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)\r\n");

    private final InetSocketAddress address;
    private final @Nullable SSLContext tls;
    private final List<Request> requests = new ArrayList<>();

    /**
     * What is asked for.
     *
     * @param answerBytes of the whole answer, head and body
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Request(String path, byte[] text, long answerBytes) {
        @Override
        public String toString() {
            return path;
        }
    }

    /**
     * @param server {@code http://HOST:PORT} or {@code https://HOST:PORT}
     * @param certificate the server's certificate, or its issuer's, in PEM; for https
     */
    Target(URI server, List<String> paths, @Nullable Path certificate) throws IOException, GeneralSecurityException {
        this.address = new InetSocketAddress(server.getHost(), server.getPort());
        this.tls = certificate == null ? null : context(certificate);
        for (String path : paths) {
            byte[] text = ("GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                            + "\r\nUser-Agent: bench\r\nAccept: application/vnd.oci.image.manifest.v1+json, */*\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            requests.add(new Request(path, text, answerBytes(path, text)));
        }
    }

    private static SSLContext context(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance(TLS);
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private long answerBytes(String path, byte[] text) throws IOException {
        try (Socket socket = connect();
                InputStream in = new BufferedInputStream(socket.getInputStream())) {
            socket.getOutputStream().write(text);
            String head = head(in);
            Matcher length = CONTENT_LENGTH.matcher(head);
            if (!head.startsWith("HTTP/1.1 200 ") || !length.find()) {
                throw new IOException(path + " is answered with " + head);
            }
            return head.length() + Long.parseLong(length.group(1));
        }
    }

    private Socket connect() throws IOException {
        SSLContext context = tls;
        if (context == null) {
            return new Socket(address.getAddress(), address.getPort());
        }
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
        socket.setEnabledProtocols(new String[] {TLS});
        return socket;
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < LONGEST_HEAD && (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0)) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The server ends within a head: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    InetSocketAddress address() {
        return address;
    }

    List<Request> requests() {
        return requests;
    }

    /** For a new connection, whose session nobody resumes: TLS 1.3 with what the server prefers; null where it is plain. */
    @Nullable
    SSLEngine engine() {
        SSLContext context = tls;
        if (context == null) {
            return null;
        }
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {TLS});
        return engine;
    }
}
