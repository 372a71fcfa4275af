package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class HealthTest {
    private static final ServerSettings SETTINGS = new ServerSettings(InetAddress.getLoopbackAddress(), 0, null);

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/ready", "/health/live"})
    void saysThatItIsUpAndNothingElse(String path) throws Exception {
        try (HttpServer server = HttpServer.start(SETTINGS);
                RawConnection connection = new RawConnection(server.port())) {
            Answer answer = connection.get(path).answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("{\"status\":\"up\"}");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            Answer head = connection.request("HEAD", path).head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo("15");
        }
    }

    @Test
    void isNotReadyWhileSomethingSaysSoButLives() throws Exception {
        AtomicReference<Optional<String>> refusal = new AtomicReference<>(Optional.empty());
        Readiness check = refusal::get;
        try (HttpServer server = HttpServer.start(SETTINGS, check);
                RawConnection connection = new RawConnection(server.port())) {
            assertThat(connection.get("/health/ready").answer().status()).isEqualTo(200);
            refusal.set(Optional.of("the store takes no changes"));
            Answer answer = connection.get("/health/ready").answer();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).isEqualTo("{\"status\":\"down\",\"reason\":\"the store takes no changes\"}");
            assertThat(connection.get("/health").answer().status()).isEqualTo(503);
            assertThat(connection.get("/health/live").answer().status()).isEqualTo(200);
        }
    }
}
