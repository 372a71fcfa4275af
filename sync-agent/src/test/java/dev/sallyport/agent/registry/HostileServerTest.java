package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are hardly HTTP, from a server that says one thing to everybody. */
final class HostileServerTest {
    private ServerSocket server;
    private byte[] head = new byte[0];
    private byte[] endless = new byte[0];

    @BeforeEach
    void start() throws Exception {
        server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "hostile-server");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 -1 x\r\n\r\n",
                "HTTP/1.1 99999999999 x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                "HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 307 x\r\nLocation: \u0001\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 304 x\r\n\r\n",
                "\u0015\u0003\u0003\u0000\u0002\u0002F",
                "",
            })
    void isAFailureThatSaysSo(String answer) {
        head = answer.getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(this::fetch).isInstanceOf(SallyportException.class).hasMessageContaining(host());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Filler: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            })
    void readsNoHeadWithoutEnd(String line) {
        head = "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.ISO_8859_1);
        endless = line.repeat(1000).getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(this::fetch).isInstanceOf(SallyportException.class).hasMessageContaining(host());
    }

    @Test
    void readsNoErrorWithoutEnd() {
        head =
                "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"errors\":[{\"message\":\""
                        .getBytes(StandardCharsets.ISO_8859_1);
        endless = "x".repeat(64 << 10).getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(this::fetch).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void printsNoControlCharactersOfAnError() {
        String body = "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"a\\u001b[2Jb\\u202ec\"}]}";
        head = ("HTTP/1.1 403 Forbidden\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(this::fetch)
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("DENIED, a?[2Jb?c");
    }

    private void serve() {
        while (true) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().read(new byte[8192]);
                OutputStream out = socket.getOutputStream();
                out.write(head);
                while (endless.length > 0) {
                    out.write(endless);
                }
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    private FetchedManifest fetch() throws IOException, SallyportException {
        return TestClient.impatient().client().manifest(new Reference(host(), "library/hello", new Tag("1.0"), null));
    }

    private String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }
}
