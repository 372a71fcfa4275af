package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.registry.RawConnection;
import dev.sallyport.failure.Category;
import dev.sallyport.oci.JsonReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class AccessLogTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("access.log");
    }

    private HttpServer start() throws Exception {
        return HttpServer.start(new ServerSettings(
                InetAddress.getLoopbackAddress(), 0, null, Limits.DEFAULT, AccessLogTarget.of(file.toString())));
    }

    private static List<JsonReader> lines(Path file) throws Exception {
        return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                .map(AccessLogTest::parse)
                .toList();
    }

    private static JsonReader parse(String line) {
        try {
            return dev.sallyport.oci.StrictJson.parseObject("line", line.getBytes(StandardCharsets.UTF_8), 1 << 20);
        } catch (dev.sallyport.oci.MalformedJsonException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void hasAnObjectForEachRequest() throws Exception {
        try (HttpServer server = start();
                RawConnection connection = new RawConnection(server.port())) {
            connection
                    .get("/answer-probe/personal?ns=docker.io", "User-Agent: test/1")
                    .answer();
            connection
                    .request("PUT", "/body-probe/stream", "Content-Length: 10")
                    .send("0123456789")
                    .answer();
        }
        JsonReader get = lines(file).get(0);
        assertThat(get.text("time")).matches("2[0-9]{3}-.*Z");
        assertThat(get.text("remote")).isEqualTo("127.0.0.1");
        assertThat(get.text("user")).isEqualTo("somebody");
        assertThat(get.text("method")).isEqualTo("GET");
        assertThat(get.text("path")).isEqualTo("/answer-probe/personal?ns=docker.io");
        assertThat(get.text("route")).isEqualTo("/answer-probe/{any}");
        assertThat(get.size("status")).isEqualTo(200);
        assertThat(get.text("agent")).isEqualTo("test/1");
        JsonReader put = lines(file).get(1);
        assertThat(put.size("received")).isEqualTo(10);
        assertThat(put.size("sent")).isEqualTo(71);
    }

    @Test
    void keepsWhatAClientSendsOnOneLineAndPrintable() throws Exception {
        try (HttpServer server = start()) {
            try (RawConnection connection = new RawConnection(server.port())) {
                connection.get("/%0a\"}{", "User-Agent: a\u001b[31m\u0085b").answer();
            }
            try (RawConnection connection = new RawConnection(server.port())) {
                connection.get("/" + "x".repeat(5000)).answer();
            }
        }
        assertThat(Files.readString(file)).doesNotContain("\u001b").doesNotContain("\u0085");
        assertThat(lines(file)).hasSize(2);
        assertThat(lines(file).get(1).text("path")).hasSize(2049);
    }

    @Test
    void hasTheCorrelationThatAFailureWasAnsweredWith() throws Exception {
        String answered;
        try (HttpServer server = start();
                RawConnection connection = new RawConnection(server.port())) {
            answered = connection.get("/failure-probe").answer().text();
        }
        assertThat(answered).startsWith("internal error ").doesNotContain("secret");
        assertThat(lines(file).get(0).size("status")).isEqualTo(500);
        assertThat(answered).contains(lines(file).get(0).text("correlation"));
    }

    @Test
    void hasRequestsThatEndedWithoutAnAnswer() throws Exception {
        try (HttpServer server = start()) {
            try (RawConnection connection = new RawConnection(server.port())) {
                connection.request("PUT", "/body-probe/stream", "Content-Length: 10", "Expect: 100-continue");
                assertThat(connection.head().status()).isEqualTo(100);
                connection.send("012");
            }
        }
        assertThat(lines(file)).hasSize(1);
        assertThat(lines(file).get(0).size("status")).isIn(0L, 400L);
    }

    @Test
    void beginsANewFileWhenTheOldOneWasMovedAway() throws Exception {
        Path moved = folder.resolve("access.log.1");
        try (HttpServer server = start();
                RawConnection connection = new RawConnection(server.port())) {
            connection.get("/health").answer();
            awaitLine(file);
            Files.move(file, moved);
            connection.get("/health/live").answer();
            server.reopenAccessLog();
            connection.get("/health/ready").answer();
        }
        assertThat(lines(moved)).hasSize(1);
        assertThat(lines(file)).extracting(line -> line.text("path")).containsExactly("/health/live", "/health/ready");
    }

    @Test
    void isRefusedWhereItCannotBeWritten() {
        file = folder.resolve("missing/access.log");
        assertThatThrownBy(this::start).isInstanceOfSatisfying(AccessLogException.class, failure -> {
            assertThat(failure.category()).isEqualTo(Category.USAGE);
            assertThat(failure).hasMessageContaining("missing/access.log");
        });
    }

    private static void awaitLine(Path file) throws Exception {
        while (Files.size(file) == 0) {
            Thread.onSpinWait();
        }
    }
}
