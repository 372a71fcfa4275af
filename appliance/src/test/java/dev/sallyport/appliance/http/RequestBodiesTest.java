package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class RequestBodiesTest {
    private static final int LIMIT = 200_000;

    private HttpServer server;
    private RawConnection connection;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.start(new ServerSettings(InetAddress.getLoopbackAddress(), 0, null));
        connection = new RawConnection(server.port());
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, LIMIT})
    void readsABodyWhole(int size) throws Exception {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        connection
                .request("PUT", "/body-probe/whole", "Content-Length: " + size)
                .send(body);
        assertThat(connection.answer().text()).isEqualTo(Digest.sha256(body).toString());
    }

    @Test
    void refusesABodyThatSaysItIsTooLargeBeforeItIsSent() throws Exception {
        connection.request("PUT", "/body-probe/whole", "Content-Length: " + (LIMIT + 1), "Expect: 100-continue");
        assertThat(connection.head().status()).isEqualTo(413);
    }

    @Test
    void refusesABodyThatTurnsOutToBeTooLarge() throws Exception {
        connection.request("PUT", "/body-probe/whole", "Transfer-Encoding: chunked");
        String chunk = "2710\r\n" + "x".repeat(10_000) + "\r\n";
        for (int i = 0; i <= LIMIT / 10_000; i++) {
            connection.send(chunk);
        }
        assertThat(connection.answer().status()).isEqualTo(413);
    }

    @Test
    void readsEveryChunk() throws Exception {
        connection.request("PUT", "/body-probe/whole", "Transfer-Encoding: chunked");
        connection.send("3\r\nabc\r\n").send("1\r\nd\r\n0\r\n\r\n");
        Answer answer = connection.answer();
        assertThat(answer.text())
                .isEqualTo(Digest.sha256("abcd".getBytes(StandardCharsets.US_ASCII))
                        .toString());
    }
}
