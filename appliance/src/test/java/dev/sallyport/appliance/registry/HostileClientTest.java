package dev.sallyport.appliance.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Descriptor;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that break off, stall, hurry or talk nonsense: every file is closed in the end, and others are served. */
@Timeout(120)
final class HostileClientTest {
    private static final String REPOSITORY = "docker.io/library/app";
    private static final int SMALL_RECEIVE_BUFFER = 4096;
    private static final int MIB = 1 << 20;
    private static final byte[] LARGE = BlobServingTest.content(32 * MIB);
    private static final byte[] SMALL = BlobServingTest.content(1000);

    @TempDir
    private Path folder;

    private RegistryFixture registry;
    private String large = "";
    private String small = "";

    private void start(Duration idleTimeout) throws Exception {
        registry = new RegistryFixture(folder, idleTimeout, null);
        large = path(registry.published.blob(REPOSITORY, LARGE));
        small = path(registry.published.blob(REPOSITORY, SMALL));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void closesTheFileWhenTheClientResets() throws Exception {
        start(Duration.ofMinutes(5));
        for (int i = 0; i < 20; i++) {
            RawConnection connection = slowConnection();
            connection.get(large).read(500 + i);
            connection.reset();
        }
        registry.published.awaitAllClosed();
        assertThat(registry.published.opened()).isEqualTo(20);
    }

    @Test
    void closesTheFileWhenTheClientCloses() throws Exception {
        start(Duration.ofMinutes(5));
        try (RawConnection connection = slowConnection()) {
            connection.get(large).read(1);
        }
        registry.published.awaitAllClosed();
        assertThat(registry.published.opened()).isEqualTo(1);
    }

    @Test
    void closesTheFileWhenTheClientHalfCloses() throws Exception {
        start(Duration.ofMinutes(5));
        try (RawConnection connection = slowConnection()) {
            connection.get(large).read(1);
            connection.shutdownOutput();
            connection.readToEnd();
        }
        registry.published.awaitAllClosed();
    }

    @Test
    void closesTheFileWhenTheClientLeavesBeforeTheAnswer() throws Exception {
        start(Duration.ofMinutes(5));
        for (int i = 0; i < 50; i++) {
            RawConnection connection = registry.connect();
            connection.get(large);
            connection.reset();
        }
        serves(small, SMALL);
        registry.published.awaitAllClosed();
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        start(Duration.ofMinutes(5));
        try (RawConnection connection = registry.connect()) {
            connection.get(large).get("/v2/").get(small).get(small + "0").get(large, "Range: bytes=5-9");
            connection.request("HEAD", small).get("/nothing/here").get(large).get(small);
            assertThat(Arrays.equals(connection.answer().body(), LARGE)).isTrue();
            assertThat(connection.answer().text()).isEqualTo("{}");
            assertThat(connection.answer().body()).isEqualTo(SMALL);
            assertThat(connection.answer().text()).contains("DIGEST_INVALID");
            assertThat(connection.answer().body()).isEqualTo(Arrays.copyOfRange(LARGE, 5, 10));
            assertThat(connection.head().header("Content-Length")).isEqualTo("1000");
            assertThat(connection.answer().status()).isEqualTo(404);
            assertThat(Arrays.equals(connection.answer().body(), LARGE)).isTrue();
            assertThat(connection.answer().body()).isEqualTo(SMALL);
        }
        registry.published.awaitAllClosed();
    }

    @Test
    void clientThatAsksWithoutReadingHoldsFewFiles() throws Exception {
        start(Duration.ofMinutes(5));
        try (RawConnection greedy = slowConnection()) {
            for (int i = 0; i < 100; i++) {
                greedy.get(large);
            }
            greedy.read(1);
            serves(small, SMALL);
            // The one on its way and the one just served.
            assertThat(registry.published.opened()).isEqualTo(2);
        }
        registry.published.awaitAllClosed();
    }

    /** Each reads a byte now and then of a blob that fits into no buffer; none of them has a thread of the server. */
    @Test
    void servesOthersWhileHundredsReadAByteNowAndThen() throws Exception {
        start(Duration.ofMinutes(5));
        // Other tests' servers may still be ending theirs.
        int before = Thread.activeCount();
        List<RawConnection> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                RawConnection connection = slowConnection();
                slow.add(connection);
                connection.get(large).head();
            }
            for (int round = 0; round < 3; round++) {
                for (RawConnection connection : slow) {
                    assertThat(connection.read(1)[0]).isEqualTo(LARGE[round]);
                }
                int threads = Thread.activeCount();
                serves(large, LARGE);
                serves(small, SMALL);
                assertThat(threads - before).isLessThan(slow.size() / 4);
            }
        } finally {
            for (RawConnection connection : slow) {
                connection.close();
            }
        }
        registry.published.awaitAllClosed();
    }

    @Test
    void closesConnectionOnWhichNothingMoves() throws Exception {
        start(Duration.ofSeconds(1));
        try (RawConnection stalled = slowConnection();
                RawConnection silent = registry.connect();
                RawConnection slow = registry.connect()) {
            stalled.get(large).read(1);
            slow.send("GET /v2/ HTTP/1.1\r\nHost: ");
            registry.published.awaitAllClosed();
            assertThat(silent.readToEnd()).isEmpty();
            assertThat(slow.readToEnd()).isEmpty();
            assertThat(stalled.readToEnd().length).isLessThan(LARGE.length);
        }
    }

    @Test
    void clientThatReadsSlowlyIsNotIdle() throws Exception {
        start(Duration.ofSeconds(4));
        try (RawConnection slow = slowConnection()) {
            slow.get(large, "Range: bytes=0-7340031").head();
            for (int step = 0; step < 28; step++) { // one slice, in nearly twice the idle timeout
                slow.read(256 << 10);
                TimeUnit.MILLISECONDS.sleep(250);
            }
        }
        registry.published.awaitAllClosed();
    }

    @Test
    void closesFilesAndConnectionsWhenTheServerStops() throws Exception {
        start(Duration.ofMinutes(5));
        try (RawConnection stalled = slowConnection();
                RawConnection idle = registry.connect()) {
            stalled.get(large).read(1);
            assertThat(idle.get("/v2/").answer().status()).isEqualTo(200);
            registry.close();
            registry.published.awaitAllClosed();
            assertThat(idle.readToEnd()).isEmpty();
        }
        assertThatThrownBy(registry::connect).isInstanceOf(ConnectException.class);
    }

    @Test
    void refusesHeadersThatAreTooLong() throws Exception {
        start(Duration.ofMinutes(5));
        try (RawConnection connection = registry.connect()) {
            Answer answer =
                    connection.get(small, "X-Long: " + "x".repeat(40_000)).answer();
            assertThat(answer.status()).isEqualTo(431);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(answer.text()).startsWith("{\"errors\":[{");
        }
        try (RawConnection connection = registry.connect()) {
            String[] headers = new String[4000];
            Arrays.setAll(headers, i -> "X-" + i + ": 1234567");
            assertThat(connection.get(small, headers).answer().status()).isEqualTo(431);
        }
    }

    @Test
    void refusesRequestLineThatIsTooLong() throws Exception {
        start(Duration.ofMinutes(5));
        try (RawConnection connection = registry.connect()) {
            Answer answer = connection.get("/v2/" + "x".repeat(10_000)).answer();
            assertThat(answer.status()).isEqualTo(414);
        }
    }

    @Test
    void refusesWhatIsNoHttp() throws Exception {
        start(Duration.ofMinutes(5));
        try (RawConnection connection = registry.connect()) {
            assertThat(connection.send("\0\1\2 nonsense\r\n\r\n").answer().status())
                    .isEqualTo(400);
        }
        try (RawConnection connection = registry.connect()) {
            connection.send("GET /v2/%zz HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(400);
        }
        serves(small, SMALL);
    }

    @Test
    void turnsTlsClientAwayAtOnce() throws Exception {
        start(Duration.ofMinutes(5));
        try (RawConnection connection = registry.connect()) {
            connection.send(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc});
            assertThat(new String(connection.readToEnd(), java.nio.charset.StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.0 400 ")
                    .contains("plain HTTP");
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        serves(small, SMALL);
    }

    private void serves(String path, byte[] content) throws IOException {
        try (RawConnection connection = registry.connect()) {
            assertThat(Arrays.equals(connection.get(path).answer().body(), content))
                    .isTrue();
        }
    }

    private RawConnection slowConnection() throws IOException {
        return new RawConnection(new Socket(), registry.server.port(), SMALL_RECEIVE_BUFFER);
    }

    private static String path(Descriptor blob) {
        return "/v2/" + REPOSITORY + "/blobs/" + blob.digest();
    }
}
