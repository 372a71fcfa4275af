package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.registry.RawConnection;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MetricsTest {
    private static final ServerSettings SETTINGS = new ServerSettings(InetAddress.getLoopbackAddress(), 0, null);

    @Test
    void writesTheTextFormat() {
        Metrics metrics = new Metrics();
        metrics.gauge("sallyport_b", "With \\ and\nnewline.", () -> 0.5);
        Metrics.Counter counter = metrics.counter("sallyport_a_total", "Counted.");
        counter.increment();
        counter.add(4);
        metrics.gauges("sallyport_c", "By state.", "state", () -> Map.of("a\"b\\\n", 3d));
        assertThat(metrics.text()).isEqualTo("""
                # HELP sallyport_a_total Counted.
                # TYPE sallyport_a_total counter
                sallyport_a_total 5
                # HELP sallyport_b With \\\\ and\\nnewline.
                # TYPE sallyport_b gauge
                sallyport_b 0.5
                # HELP sallyport_c By state.
                # TYPE sallyport_c gauge
                sallyport_c{state="a\\"b\\\\\\n"} 3
                """);
    }

    @Test
    void leavesOutANumberThatCannotBeTold() {
        Metrics metrics = new Metrics();
        metrics.gauge("sallyport_a", "A.", () -> {
            throw new IOException("no");
        });
        metrics.gauge("sallyport_b", "B.", () -> 1);
        assertThat(metrics.text()).doesNotContain("sallyport_a").endsWith("sallyport_b 1\n");
    }

    @Test
    void refusesNamesThatAreNoneOrTaken() {
        Metrics metrics = new Metrics();
        metrics.counter("sallyport_a_total", "A.");
        assertThatThrownBy(() -> metrics.counter("sallyport_a_total", "A."))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> metrics.counter("sallyport a", "A.")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void asksForExpensiveNumbersOnceInATime() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Metrics.Values kept =
                Metrics.keptFor(Duration.ofHours(1), () -> Map.of("times", (double) asked.incrementAndGet()));
        assertThat(kept.get()).containsEntry("times", 1d);
        assertThat(kept.get()).containsEntry("times", 1d);
    }

    @Test
    void countsRequestsByRouteAndStatusNotByPath() throws Exception {
        try (HttpServer server = HttpServer.start(SETTINGS);
                RawConnection connection = new RawConnection(server.port())) {
            for (int i = 0; i < 5; i++) {
                connection.get("/answer-probe/personal" + i).answer();
                connection.get("/no/such/" + i).answer();
                connection.request("METHOD" + i, "/health").answer();
                connection.get("/failure-probe").answer();
            }
            connection
                    .request("PUT", "/body-probe/stream", "Content-Length: 10")
                    .send("0123456789");
            connection.answer();
            String text = connection.get("/metrics").answer().text();
            assertThat(text)
                    .contains(
                            "sallyport_http_requests_total{method=\"GET\",route=\"/answer-probe/{any}\",status=\"200\"} 5\n")
                    .contains("sallyport_http_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 5\n")
                    .contains("sallyport_http_requests_total{method=\"other\",route=\"none\",status=\"405\"} 5\n")
                    .contains(
                            "sallyport_http_requests_total{method=\"GET\",route=\"/failure-probe\",status=\"500\"} 5\n")
                    .contains("sallyport_http_received_bytes_total{route=\"/body-probe/stream\"} 10\n")
                    .contains("sallyport_http_sent_bytes_total{route=\"/body-probe/stream\"} 71\n")
                    .contains("sallyport_http_request_seconds_count{route=\"/answer-probe/{any}\"} 5\n")
                    .contains("sallyport_http_connections 1\n")
                    .doesNotContain("personal1")
                    .doesNotContain("such")
                    .doesNotContain("METHOD");
        }
    }

    @Test
    void isForThisMachineAndForWhoHasTheToken() throws Exception {
        MetricsAccess token = "Bearer right"::equals;
        try (HttpServer server = HttpServer.start(SETTINGS, token);
                RawConnection connection = new RawConnection(server.port())) {
            Answer forwarded =
                    connection.get("/metrics", "X-Forwarded-For: 192.0.2.1").answer();
            assertThat(forwarded.status()).isEqualTo(401);
            assertThat(forwarded.header("WWW-Authenticate")).startsWith("Bearer ");
            assertThat(forwarded.text()).doesNotContain("sallyport_");
            Answer wrong = connection
                    .get("/metrics", "Forwarded: for=192.0.2.1", "Authorization: Bearer wrong")
                    .answer();
            assertThat(wrong.status()).isEqualTo(401);
            Answer right = connection
                    .get("/metrics", "Forwarded: for=192.0.2.1", "Authorization: Bearer right")
                    .answer();
            assertThat(right.status()).isEqualTo(200);
            assertThat(right.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        }
    }
}
