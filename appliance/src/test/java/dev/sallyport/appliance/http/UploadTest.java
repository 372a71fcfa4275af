package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
final class UploadTest {
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.start(new ServerSettings(InetAddress.getLoopbackAddress(), 0, null, Duration.ofSeconds(1)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** 40 MiB is more than the server buffers and more than it takes by default. */
    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "100000, true", "41943040, false", "41943040, true"})
    void streamsBodyUnchanged(int size, boolean chunked) throws Exception {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        HttpURLConnection connection = connect("/upload-probe");
        send(connection, body, chunked);
        assertThat(connection.getResponseCode()).isEqualTo(200);
        assertThat(new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo(Digest.sha256(body).toString());
    }

    @Test
    void leavesCompressedBodyAsItCame() throws Exception {
        byte[] body = {0x1f, (byte) 0x8b, 1, 2, 3};
        HttpURLConnection connection = connect("/upload-probe");
        connection.setRequestProperty("Content-Encoding", "gzip");
        send(connection, body, false);
        assertThat(new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo(Digest.sha256(body).toString());
    }

    /** Verifying what was uploaded may take minutes without a byte on the connection. */
    @Test
    void keepsConnectionThatWaitsForItsAnswer() throws Exception {
        byte[] body = new byte[100_000];
        HttpURLConnection connection = connect("/upload-probe/slow");
        send(connection, body, false);
        assertThat(connection.getResponseCode()).isEqualTo(200);
    }

    /** Its thread must come free. */
    @Test
    void endsUploadThatStalls() throws Exception {
        try (Socket stalled = new Socket(server.uri().getHost(), server.port())) {
            stalled.getOutputStream()
                    .write("PUT /upload-probe HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nbegin"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(stalled.getInputStream().readAllBytes()).isEmpty();
        }
    }

    private HttpURLConnection connect(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) server.uri().resolve(path).toURL().openConnection();
        connection.setRequestMethod("PUT");
        connection.setRequestProperty("Content-Type", "application/vnd.sallyport.volume.v1+tar");
        connection.setRequestProperty("Accept", "application/problem+json");
        connection.setDoOutput(true);
        return connection;
    }

    private static void send(HttpURLConnection connection, byte[] body, boolean chunked) throws IOException {
        if (chunked) {
            connection.setChunkedStreamingMode(0);
        } else {
            connection.setFixedLengthStreamingMode(body.length);
        }
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
    }
}
