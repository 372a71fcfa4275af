package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HttpServerTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void refusesPlainHttpWhereOtherMachinesReachIt() throws Exception {
        for (String address : new String[] {"0.0.0.0", "192.0.2.7", "::", "2001:db8::1"}) {
            ServerSettings settings = new ServerSettings(InetAddress.getByName(address), 0, null);
            assertThatThrownBy(() -> HttpServer.start(settings))
                    .isInstanceOf(PlainListenException.class)
                    .hasMessageContaining("plain HTTP");
        }
    }

    @Test
    void saysWhoHasTheAddress() throws Exception {
        try (HttpServer first = HttpServer.start(new ServerSettings(LOOPBACK, 0, null))) {
            ServerSettings same = new ServerSettings(LOOPBACK, first.port(), null);
            assertThatThrownBy(() -> HttpServer.start(same))
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("127.0.0.1:" + first.port())
                    .hasMessageContaining("Address already in use");
        }
    }

    @Test
    void givesThePortBackWhenClosed() throws Exception {
        HttpServer first = HttpServer.start(new ServerSettings(LOOPBACK, 0, null));
        first.close();
        try (HttpServer second = HttpServer.start(new ServerSettings(LOOPBACK, first.port(), null))) {
            assertThat(second.uri()).isEqualTo(first.uri());
        }
    }

    @Test
    void unknownPathIsAPlainAnswer() throws Exception {
        try (HttpServer server = HttpServer.start(new ServerSettings(LOOPBACK, 0, null))) {
            HttpURLConnection connection = (HttpURLConnection)
                    server.uri().resolve("/nothing/here").toURL().openConnection();
            connection.setRequestProperty("Accept", "text/html");
            assertThat(connection.getResponseCode()).isEqualTo(404);
            assertThat(connection.getContentType()).startsWith("text/plain");
            assertThat(new String(connection.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("nothing is served at this path\n");
        }
    }

    @Test
    void leavesNoThreadsBehind() throws Exception {
        try (HttpServer server = HttpServer.start(new ServerSettings(LOOPBACK, 0, null))) {
            HttpURLConnection connection = (HttpURLConnection)
                    server.uri().resolve("/upload-probe").toURL().openConnection();
            connection.setRequestMethod("PUT");
            assertThat(connection.getResponseCode()).isEqualTo(200);
            assertThat(serverThreads()).isNotEmpty();
        }
        for (Thread thread : serverThreads()) {
            // A pool has ended a moment before its last thread has.
            thread.join(10_000);
        }
        assertThat(serverThreads()).isEmpty();
    }

    private static List<Thread> serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("EventLoop")
                        || thread.getName().startsWith("io-executor"))
                .toList();
    }
}
