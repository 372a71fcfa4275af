package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class AnswerReplayTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicLong changes = new AtomicLong();
    private HttpServer server;
    private RawConnection connection;

    @BeforeEach
    void start() throws Exception {
        AnswerVersion version = changes::get;
        server = HttpServer.start(new ServerSettings(InetAddress.getLoopbackAddress(), 0, null), version);
        connection = new RawConnection(server.port());
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        server.close();
    }

    private String get(String path, String... headers) throws IOException {
        return connection.get(path, headers).answer().text();
    }

    @Test
    void givesTheSameAnswerWhileNothingChanges() throws Exception {
        Answer first = connection.get("/answer-probe/a").answer();
        Answer second = connection.get("/answer-probe/a").answer();
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.headers()).isEqualTo(first.headers()).containsEntry("x-any", "thing");
        assertThat(second.text()).isEqualTo(first.text());
        try (RawConnection other = new RawConnection(server.port())) {
            assertThat(other.get("/answer-probe/a").answer().text()).isEqualTo(first.text());
        }
        awaitMetric("route=\"/answer-probe/{any}\",status=\"200\"} 3\n");
    }

    // A request is counted once its answer has left, which a client may see before another event loop does.
    private void awaitMetric(String line) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String metrics = get("/metrics");
        while (!metrics.contains(line) && System.nanoTime() < end) {
            metrics = get("/metrics");
        }
        assertThat(metrics).contains(line);
    }

    @Test
    void asksAgainAfterAChange() throws Exception {
        String first = get("/answer-probe/b");
        changes.incrementAndGet();
        assertThat(get("/answer-probe/b")).isNotEqualTo(first);
    }

    @Test
    void keepsNothingThatTheControllerDidNotOffer() throws Exception {
        assertThat(get("/answer-probe/personal")).isNotEqualTo(get("/answer-probe/personal"));
    }

    @Test
    void tellsPathsQueriesAndHostsApart() throws Exception {
        String plain = get("/answer-probe/c");
        assertThat(get("/answer-probe/c?ns=docker.io")).isNotEqualTo(plain);
        assertThat(get("/answer-probe/d")).startsWith("d ");
        connection.send("GET /answer-probe/c HTTP/1.1\r\nHost: elsewhere\r\n\r\n");
        assertThat(connection.answer().text()).isNotEqualTo(plain);
        assertThat(get("/answer-probe/c")).isEqualTo(plain);
    }

    @Test
    void answersHeadByItself() throws Exception {
        get("/answer-probe/e");
        Answer first = connection.request("HEAD", "/answer-probe/e").head();
        Answer second = connection.request("HEAD", "/answer-probe/e").head();
        assertThat(second.header("Content-Length")).isEqualTo(first.header("Content-Length"));
        assertThat(get("/answer-probe/e")).startsWith("e ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Basic YTpi",
                "Range: bytes=0-1",
                "If-None-Match: \"a\"",
                "Cookie: a=b",
                "Content-Length: 0"
            })
    void asksTheControllerWhenAHeaderCouldMatter(String header) throws Exception {
        String plain = get("/answer-probe/f");
        String first = get("/answer-probe/f", header);
        assertThat(first).isNotEqualTo(plain);
        assertThat(get("/answer-probe/f", header)).isNotEqualTo(first);
        assertThat(get("/answer-probe/f")).isEqualTo(plain);
    }

    @Test
    void keepsTheOrderOfRequestsThatComeTogether() throws Exception {
        String known = get("/answer-probe/g");
        String request = "GET /answer-probe/%s HTTP/1.1\r\nHost: localhost\r\n\r\n";
        connection.send(request.formatted("personal")
                + request.formatted("g")
                + request.formatted("personal")
                + request.formatted("g")
                + request.formatted("g"));
        assertThat(connection.answer().text()).startsWith("personal");
        assertThat(connection.answer().text()).isEqualTo(known);
        assertThat(connection.answer().text()).startsWith("personal");
        assertThat(connection.answer().text()).isEqualTo(known);
        assertThat(connection.answer().text()).isEqualTo(known);
    }

    @Test
    void closesWhenAskedTo() throws Exception {
        get("/answer-probe/h");
        assertThat(get("/answer-probe/h", "Connection: close")).startsWith("h ");
        assertThat(connection.readToEnd()).isEmpty();
    }

    @Test
    void holdsNoMoreThanItsShare() throws Exception {
        for (int i = 0; i < 9000; i++) { // each counts at least a KiB, of eight MiB
            AnswerCache.Answer answer = new AnswerCache.Answer(
                    io.netty.handler.codec.http.HttpResponseStatus.OK,
                    io.netty.handler.codec.http.EmptyHttpHeaders.INSTANCE,
                    new byte[0],
                    null,
                    "",
                    System.nanoTime());
            cache.keep("key " + i, 1, answer);
        }
        assertThat(cache.find("key 0", 1)).isNull();
        assertThat(cache.find("key 8999", 1)).isNotNull();
    }

    private final AnswerCache cache = new AnswerCache(java.util.List.of(() -> 1));
}
