package dev.sallyport.appliance.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How real clients log in, pull and push with and without credentials, up to the token that they go on with. A file has the
 * conversations of one client: {@code METHOD TARGET STATUS}, headers, and the form behind {@code >}. The status is what this
 * registry should answer; the registry they were recorded with refused public images to whoever had wrong credentials.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RecordedLoginsTest {
    private AccessFixture appliance;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        appliance = new AccessFixture(folder, true).addAlice(AccessFixture.push("docker.io/demo/*"));
    }

    @AfterAll
    void stop() throws Exception {
        appliance.close();
    }

    private record Request(String method, String target, int status, List<String> headers, String form) {
        static Request parse(String block) {
            List<String> lines = block.lines().toList();
            String[] first = lines.get(0).split(" ", -1);
            List<String> headers = lines.stream()
                    .skip(1)
                    .filter(line -> !line.startsWith("> "))
                    .toList();
            String form = lines.stream()
                    .filter(line -> line.startsWith("> "))
                    .map(line -> line.substring(2))
                    .findFirst()
                    .orElse("");
            return new Request(first[0], first[1], Integer.parseInt(first[2]), headers, form);
        }
    }

    private record Conversation(String client, String scenario, List<Request> requests) {
        @Override
        public String toString() {
            return client + ' ' + scenario;
        }
    }

    static Stream<Conversation> conversations() throws Exception {
        List<Conversation> all = new ArrayList<>();
        Path resources = Path.of(RecordedLoginsTest.class.getResource("/logins").toURI());
        try (Stream<Path> files = Files.list(resources)) {
            for (Path file : files.sorted().toList()) {
                String client = file.getFileName().toString().replace(".txt", "");
                for (String block : Files.readString(file).split("\n\n", -1)) {
                    if (block.startsWith("# ")) {
                        all.add(new Conversation(client, block.substring(2).strip(), new ArrayList<>()));
                    } else {
                        all.get(all.size() - 1).requests().add(Request.parse(block));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void letsTheClientGoOn(Conversation conversation) throws Exception {
        // So that those who were wrong before this one do not slow it.
        appliance.clock.pass(Duration.ofHours(2));
        String token = null;
        for (Request request : conversation.requests()) {
            Answer answer = send(request, token);
            assertThat(answer.status()).as(request.toString()).isEqualTo(request.status());
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            if (request.target().equals("/v2/") && request.status() == 401) {
                assertThat(answer.header("WWW-Authenticate"))
                        .isEqualTo("Bearer realm=\"http://localhost/token\",service=\"localhost\"");
            } else if (request.status() == 200 && !request.target().equals("/v2/")) {
                token = AccessFixture.json(answer).text("access_token");
                assertThat(AccessFixture.token(answer)).isEqualTo(token);
                assertThat(AccessFixture.json(answer).size("expires_in")).isGreaterThanOrEqualTo(60);
                assertThat(AccessFixture.json(answer).has("refresh_token"))
                        .isEqualTo(request.target().contains("offline_token=true"));
            }
        }
        goOn(conversation, token);
    }

    private void goOn(Conversation conversation, String token) throws Exception {
        String scenario = conversation.scenario();
        if (scenario.startsWith("pull") || scenario.equals("login-pull-bearer")) {
            assertThat(appliance.pulling("demo/app", AccessFixture.bearer(token)))
                    .isEqualTo(200);
        } else if (scenario.startsWith("login-push")) {
            assertThat(appliance.pushing("demo/new", AccessFixture.bearer(token)))
                    .isEqualTo(200);
        } else if (scenario.equals("push-noauth")) {
            Answer answer = appliance.request("POST", "/v1/probe/demo/new", AccessFixture.bearer(token));
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate"))
                    .contains("scope=\"repository:demo/new:pull,push\"", "error=\"insufficient_scope\"");
        }
    }

    private Answer send(Request request, String token) throws Exception {
        List<String> headers = new ArrayList<>();
        for (String header : request.headers()) {
            headers.add(header.replace("{good}", base64(AccessFixture.PASSWORD))
                    .replace("{wrong}", base64("wrong"))
                    .replace("{token}", String.valueOf(token)));
        }
        if (request.method().equals("GET")) {
            return appliance.get(request.target(), headers.toArray(String[]::new));
        }
        return appliance.post(
                request.target(),
                request.form()
                        .replace("{password}", AccessFixture.PASSWORD)
                        .replace("{wrongPassword}", "wrong")
                        .replace("{refresh}", refreshToken()));
    }

    private String refreshToken() throws Exception {
        Answer answer = appliance.get(
                "/token?account=alice&client_id=docker&offline_token=true&service=x",
                AccessFixture.basic("alice", AccessFixture.PASSWORD));
        return AccessFixture.json(answer).text("refresh_token");
    }

    private static String base64(String password) {
        return Base64.getEncoder().encodeToString(("alice:" + password).getBytes(StandardCharsets.UTF_8));
    }
}
