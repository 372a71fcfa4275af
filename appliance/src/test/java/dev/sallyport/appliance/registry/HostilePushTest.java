package dev.sallyport.appliance.registry;

import static dev.sallyport.appliance.registry.PushFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Digest;
import dev.sallyport.testkit.Layers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of a whole appliance that want more than there is, stop in the middle, or hold on to what is deleted. */
@Timeout(120)
final class HostilePushTest {
    private static final int MIB = 1 << 20;
    private static final String CHUNKED = "Transfer-Encoding: chunked";

    @TempDir
    private Path folder;

    private WholeServer server;

    @BeforeEach
    void start() throws Exception {
        server = new WholeServer(folder);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static String push(byte[] content) {
        return "/v2/team/app/blobs/uploads/?digest=" + Digest.sha256(content);
    }

    private static void assertError(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text()).startsWith("{\"errors\":[{\"code\":\"" + code + "\"");
    }

    /** Whether it says how large it is, or does not. */
    @Test
    void blobLargerThanTheQuotaIsRefusedAndLeavesNothing() throws Exception {
        server.api("/api/v1/quotas", "{\"prefix\":\"team/\",\"limit\":1000,\"used\":0}");
        byte[] larger = new byte[1001];
        try (RawConnection announced = server.connect()) {
            announced.request("POST", push(larger), "Content-Length: 1001");
            assertError(announced.answer(), 403, "DENIED");
        }
        try (RawConnection hidden = server.connect()) {
            hidden.request("POST", push(larger), CHUNKED);
            hidden.send("3e9\r\n").send(larger).send("\r\n0\r\n\r\n");
            assertError(hidden.answer(), 403, "DENIED");
        }
        assertThat(server.send("GET", "/v2/team/app/blobs/" + Digest.sha256(larger), larger)
                        .status())
                .isEqualTo(404);
        try (Stream<Path> partial = Files.list(folder.resolve("content/partial"))) {
            assertThat(partial).isEmpty();
        }
        byte[] exact = Arrays.copyOf(larger, 1000);
        assertThat(server.send("POST", push(exact), exact).status()).isEqualTo(201);
        assertError(server.send("POST", push(bytes("x")), bytes("x")), 403, "DENIED");
    }

    /** No client that waits for its answer does that: it counts as gone, and what it was not told may be so or not. */
    @Test
    void senderThatHalfClosesAfterItsBodyMaySendItAgain() throws Exception {
        byte[] content = bytes("all of it");
        for (int i = 0; i < 20; i++) {
            try (RawConnection connection = server.connect()) {
                connection.request("POST", push(content), "Content-Length: " + content.length);
                connection.send(content).shutdownOutput();
                connection.readToEnd();
            }
        }
        assertThat(server.send("POST", push(content), content).status()).isEqualTo(201);
        assertThat(server.send("GET", "/v2/team/app/blobs/" + Digest.sha256(content), content)
                        .body())
                .isEqualTo(content);
    }

    /** It will send no more, and the session is somebody else's to go on with. */
    @Test
    void senderThatHalfClosesWithinItsBodyLetsTheSessionGo() throws Exception {
        String location =
                server.send("POST", "/v2/team/app/blobs/uploads/", new byte[0]).header("Location");
        try (RawConnection connection = server.connect()) {
            connection.request("PATCH", location, "Content-Length: 1000");
            connection.send("abc").shutdownOutput();
            connection.readToEnd();
        }
        Answer status;
        do {
            // What begins nowhere is refused either way, and writes nothing.
            status = server.send("PATCH", location, bytes("x"), "Content-Range: 999-999");
        } while (status.status() == 409);
        assertThat(status.status()).isEqualTo(416);
        String range = server.send("GET", location, new byte[0]).header("Range");
        byte[] content = bytes("abcdef");
        byte[] rest = range.equals("0-2") ? bytes("def") : content;
        assertThat(server.send("PUT", location + "?digest=" + Digest.sha256(content), rest)
                        .status())
                .isEqualTo(201);
    }

    /** The file has no name any more, and all its bytes until the last reader is done; then they are given back. */
    @Test
    void readerOfABlobThatIsCollectedMeanwhileGetsAllOfIt() throws Exception {
        byte[] large = Layers.randomBytes(7, 64 * MIB);
        String path = "/v2/team/app/blobs/" + Digest.sha256(large);
        assertThat(server.send("POST", push(large), large).status()).isEqualTo(201);
        try (RawConnection stalled = server.connectSlowly(4096)) {
            Answer head = stalled.get(path).head();
            assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(large.length));
            byte[] first = stalled.read(MIB);

            assertThat(server.send("DELETE", path, new byte[0]).status()).isEqualTo(202);
            assertThat(server.send("GET", path, new byte[0]).status()).isEqualTo(404);
            assertThat(server.collect().size("freedBytes")).isGreaterThanOrEqualTo(large.length);
            assertThat(filesOf(Digest.sha256(large))).isEmpty();
            assertThat(openWithoutName(Digest.sha256(large))).hasSize(1);

            assertThat(Arrays.equals(first, Arrays.copyOf(large, MIB))).isTrue();
            byte[] rest = stalled.read(large.length - MIB);
            assertThat(Arrays.equals(rest, Arrays.copyOfRange(large, MIB, large.length)))
                    .isTrue();
            // The connection goes on; the file does not.
            assertThat(stalled.get("/v2/").answer().status()).isEqualTo(200);
            while (!openWithoutName(Digest.sha256(large)).isEmpty()) {
                Thread.onSpinWait();
            }
        }
    }

    private List<Path> filesOf(Digest digest) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("content"))) {
            return files.filter(file -> file.getFileName().toString().equals(digest.hex()))
                    .toList();
        }
    }

    // As the system lists them for this process.
    private static List<String> openWithoutName(Digest digest) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.map(HostilePushTest::target)
                    .filter(target -> target.contains(digest.hex()) && target.endsWith("(deleted)"))
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Nobody has a password that others could know; each appliance's token is its own. */
    @Test
    void noCredentialsAreThereUntilSomebodyMadeThem(@TempDir Path other) throws Exception {
        for (String guess :
                List.of("admin:admin", "admin:password", "root:root", "sallyport:sallyport", "admin:", ":")) {
            String basic = "Authorization: Basic " + Base64.getEncoder().encodeToString(bytes(guess));
            assertThat(server.send("GET", "/api/v1/status", new byte[0], basic).status())
                    .as(guess)
                    .isEqualTo(401);
        }
        assertThat(server.send("GET", "/api/v1/status", new byte[0]).status()).isEqualTo(401);
        try (WholeServer second = new WholeServer(other)) {
            assertThat(second.token()).isNotEqualTo(server.token()).hasSizeGreaterThanOrEqualTo(43);
            String first = "Authorization: Bearer " + server.token();
            assertThat(second.send("GET", "/api/v1/status", new byte[0], first).status())
                    .isEqualTo(401);
        }
    }
}
