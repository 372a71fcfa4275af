package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.registry.RawConnection;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Digest;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class StopTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.start(new ServerSettings(InetAddress.getLoopbackAddress(), 0, null));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void closesIdleConnectionsAtOnceAndTakesNoNewOnes() throws Exception {
        try (RawConnection silent = new RawConnection(server.port());
                RawConnection used = new RawConnection(server.port())) {
            assertThat(used.get("/health").answer().status()).isEqualTo(200);
            server.stop(LONG);
            assertThat(silent.readToEnd()).isEmpty();
            assertThat(used.readToEnd()).isEmpty();
        }
        assertThatThrownBy(() -> new RawConnection(server.port())).isInstanceOf(ConnectException.class);
    }

    @Test
    void finishesUploadThatIsUnderWay() throws Exception {
        byte[] body = new byte[100_000];
        try (RawConnection sender = beginUpload(body.length)) {
            CompletableFuture<Void> stopped = stop(LONG);
            awaitStopping();
            sender.send(body);
            Answer answer = sender.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(Digest.sha256(body).toString());
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(sender.readToEnd()).isEmpty();
            stopped.join();
        }
    }

    @Test
    void sendsAnAnswerToItsEndThatTheClientHasNotTakenYet() throws Exception {
        int size = 32 << 20; // more than the system takes for both ends
        try (RawConnection slow = new RawConnection(server.port())) {
            assertThat(slow.get("/body-probe/zeros/" + size).head().status()).isEqualTo(200);
            CompletableFuture<Void> stopped = stop(LONG);
            awaitStopping();
            assertThat(slow.read(size)).hasSize(size);
            assertThat(slow.readToEnd()).isEmpty();
            stopped.join();
        }
    }

    @Test
    void isNotReadyWhileItStops() throws Exception {
        byte[] body = new byte[10];
        try (RawConnection sender = beginUpload(body.length)) {
            CompletableFuture<Void> stopped = stop(LONG);
            awaitStopping();
            sender.send(new String(body, StandardCharsets.ISO_8859_1)
                    + "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\nGET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(sender.answer().status()).isEqualTo(200);
            Answer ready = sender.answer();
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.text()).contains("the server is stopping");
            assertThat(sender.answer().status()).isEqualTo(200);
            assertThat(sender.readToEnd()).isEmpty();
            stopped.join();
        }
    }

    @Test
    void cutsWhatIsNotDoneInTime() throws Exception {
        try (RawConnection sender = beginUpload(1000)) {
            server.stop(Duration.ofMillis(200));
            assertThatThrownBy(sender::answer).isInstanceOf(EOFException.class);
        }
    }

    // Returns once the server works on it: it has asked for the body.
    private RawConnection beginUpload(int length) throws Exception {
        RawConnection sender = new RawConnection(new Socket(), server.port(), 0);
        sender.send("PUT /body-probe/stream HTTP/1.1\r\nHost: a\r\nContent-Type: a/b\r\nExpect: 100-continue\r\n"
                + "Content-Length: " + length + "\r\n\r\n");
        assertThat(sender.head().status()).isEqualTo(100);
        return sender;
    }

    private CompletableFuture<Void> stop(Duration deadline) {
        return CompletableFuture.runAsync(() -> server.stop(deadline));
    }

    private void awaitStopping() throws Exception {
        while (true) {
            try (RawConnection more = new RawConnection(server.port())) {
                more.readToEnd();
            } catch (ConnectException e) {
                return;
            } catch (java.net.SocketException e) {
                // Accepted by the system before the server closed its socket.
                assertThat(e).hasMessageContaining("reset");
            }
        }
    }
}
