package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that take their time, alone and in hundreds. */
@Timeout(120)
final class SlowClientTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private HttpServer server;

    private void start(Limits limits) throws Exception {
        server = HttpServer.start(new ServerSettings(InetAddress.getLoopbackAddress(), 0, null, limits, null));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void endsHeadThatIsNotCompleteInTime() throws Exception {
        start(new Limits(100, 10, LONG, Duration.ofMillis(500), LONG, 0));
        try (RawConnection silent = new RawConnection(server.port());
                RawConnection first = new RawConnection(server.port());
                RawConnection second = new RawConnection(server.port())) {
            assertThat(second.get("/health").answer().status()).isEqualTo(200);
            second.send("GET /health HTTP/1.1\r\n");
            first.send("GET /health HTTP/1.1\r\n");
            assertThat(dribble(first, "X").status()).isEqualTo(408);
            assertThat(second.answer().status()).isEqualTo(408);
            assertThat(silent.answer().status()).isEqualTo(408);
            assertThat(silent.readToEnd()).isEmpty();
        }
    }

    @Test
    void keepsConnectionThatIsIdleBetweenRequests() throws Exception {
        start(new Limits(100, 10, LONG, Duration.ofMillis(200), LONG, 0));
        try (RawConnection connection = new RawConnection(server.port())) {
            assertThat(connection.get("/health").answer().status()).isEqualTo(200);
            TimeUnit.SECONDS.sleep(1); // five times what a head may take
            assertThat(connection.get("/health").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void endsBodyThatComesTooSlowly() throws Exception {
        start(new Limits(100, 10, LONG, LONG, Duration.ofMillis(500), 1000));
        try (RawConnection slow = new RawConnection(server.port())) {
            upload(slow, 100_000);
            Answer answer = dribble(slow, "x");
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void keepsBodyThatComesSteadily() throws Exception {
        start(new Limits(100, 10, LONG, LONG, Duration.ofMillis(500), 1000));
        byte[] part = new byte[5000];
        try (RawConnection steady = new RawConnection(server.port())) {
            upload(steady, 20 * part.length);
            for (int i = 0; i < 20; i++) {
                steady.send(part);
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertThat(steady.answer().text())
                    .isEqualTo(Digest.sha256(new byte[20 * part.length]).toString());
        }
    }

    /** More than the server has threads for other work, and more than it takes uploads. */
    @Test
    void slowSendersInHundredsKeepNobodyElseFromBeingServed() throws Exception {
        start(Limits.DEFAULT.withUploads(100));
        List<RawConnection> senders = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                RawConnection sender = new RawConnection(server.port());
                senders.add(sender);
                upload(sender, 1000, "Expect: 100-continue");
                assertThat(sender.head().status()).isEqualTo(100);
            }
            for (int i = 0; i < 100; i++) {
                RawConnection late = new RawConnection(server.port());
                senders.add(late);
                upload(late, 1000, "Expect: 100-continue");
                Answer answer = late.answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isEqualTo("5");
            }
            try (RawConnection reader = new RawConnection(server.port())) {
                assertThat(reader.get("/answer-probe/a").answer().status()).isEqualTo(200);
                assertThat(reader.get("/metrics").answer().text()).contains("sallyport_http_uploads_reading 100\n");
            }
            senders.get(0).send(new byte[1000]);
            assertThat(senders.get(0).answer().status()).isEqualTo(200);
        } finally {
            for (RawConnection sender : senders) {
                sender.close();
            }
        }
    }

    @Test
    void turnsAwayConnectionsBeyondTheLimitAndTakesThemAgainLater() throws Exception {
        start(Limits.DEFAULT.withConnections(4));
        List<RawConnection> open = new ArrayList<>();
        try {
            for (int i = 0; i < 4 + 16; i++) { // as many as there may be, and those that are kept for this machine
                RawConnection connection = new RawConnection(server.port());
                open.add(connection);
                assertThat(connection.get("/health").answer().status()).isEqualTo(200);
            }
            try (RawConnection tooMany = new RawConnection(server.port())) {
                String answer =
                        new String(tooMany.get("/health").readToEnd(), java.nio.charset.StandardCharsets.US_ASCII);
                assertThat(answer).startsWith("HTTP/1.1 503 ").contains("Retry-After: 5\r\n");
            }
            open.get(0).request("GET", "/health", "Connection: close").answer();
            open.get(0).readToEnd();
            while (!served()) {
                Thread.onSpinWait(); // the client sees the end of a connection before the server counts it
            }
            assertThat(open.get(1).get("/metrics").answer().text())
                    .containsPattern("sallyport_http_refused_connections_total [1-9]");
        } finally {
            for (RawConnection connection : open) {
                connection.close();
            }
        }
    }

    private boolean served() throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            return connection.get("/health").head().status() == 200;
        }
    }

    private static void upload(RawConnection connection, int length, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Type: a/b");
        all.add("Content-Length: " + length);
        connection.request("PUT", "/body-probe/stream", all.toArray(String[]::new));
    }

    // A byte now and then until the server has had enough.
    private static Answer dribble(RawConnection connection, String bytes) throws Exception {
        for (int i = 0; i < 20; i++) {
            try {
                connection.send(bytes);
            } catch (SocketException e) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return connection.answer();
    }
}
