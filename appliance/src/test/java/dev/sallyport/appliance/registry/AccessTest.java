package dev.sallyport.appliance.registry;

import static dev.sallyport.appliance.registry.AccessFixture.ADMIN;
import static dev.sallyport.appliance.registry.AccessFixture.ALICE;
import static dev.sallyport.appliance.registry.AccessFixture.PASSWORD;
import static dev.sallyport.appliance.registry.AccessFixture.basic;
import static dev.sallyport.appliance.registry.AccessFixture.bearer;
import static dev.sallyport.appliance.registry.AccessFixture.json;
import static dev.sallyport.appliance.registry.AccessFixture.pull;
import static dev.sallyport.appliance.registry.AccessFixture.push;
import static dev.sallyport.appliance.registry.AccessFixture.scope;
import static dev.sallyport.appliance.registry.AccessFixture.token;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.access.PasswordHash;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.appliance.store.Grant;
import dev.sallyport.appliance.store.Role;
import dev.sallyport.appliance.store.UserName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what in the registry, over HTTP. */
final class AccessTest {
    private static final String APP = "demo/app";
    private static final String SECRET = "secret/app";

    @TempDir
    private Path folder;

    private AccessFixture appliance;

    @BeforeEach
    void start() throws Exception {
        appliance = new AccessFixture(folder, true);
    }

    @AfterEach
    void stop() throws Exception {
        appliance.close();
    }

    private void startOnANetwork() throws Exception {
        appliance.close();
        appliance = new AccessFixture(folder.resolve("network"), false);
    }

    @Test
    void untilAUserExistsAnybodyOnLoopbackPullsAndPushes() throws Exception {
        assertThat(appliance.get("/v2/").status()).isEqualTo(200);
        assertThat(appliance.pulling(APP)).isEqualTo(200);
        Answer pushed = appliance.request("POST", "/v1/probe/demo/new");
        assertThat(pushed.text()).isEqualTo("anonymous docker.io/demo/new");
        assertThat(appliance.request("DELETE", "/v1/probe/demo/new").status()).isEqualTo(200);
    }

    @Test
    void aNameThatAPageMayHavePointedHereIsNotThisMachine() throws Exception {
        for (String host :
                List.of("evil.example", "evil.example:5000", "localhost.evil.example", "127.0.0.1.evil.example")) {
            for (String method : List.of("POST", "DELETE")) {
                Answer refused = asking(method, "/v1/probe/demo/new", host);
                assertThat(refused.status()).as(host).isEqualTo(401);
                assertThat(refused.text()).contains("call this server localhost");
            }
            assertThat(asking("GET", "/v2/demo/app/manifests/1.0", host).status())
                    .as(host)
                    .isEqualTo(200);
        }
        for (String host : List.of(
                "localhost",
                "LOCALHOST:5000",
                "127.0.0.1:5000",
                "127.1.2.3",
                "[::1]:5000",
                "registry.plant.example:5000")) {
            assertThat(asking("POST", "/v1/probe/demo/new", host).status())
                    .as(host)
                    .isEqualTo(200);
        }
        appliance.addAlice(push("**"));
        String login = basic("alice", PASSWORD);
        assertThat(asking("POST", "/v1/probe/demo/new", "evil.example", login).status())
                .isEqualTo(200);
    }

    private Answer asking(String method, String path, String host, String... headers) throws Exception {
        try (RawConnection connection = appliance.registry.connect()) {
            connection.send(method + ' ' + path + " HTTP/1.1\r\nHost: " + host + "\r\n"
                    + String.join(
                            "",
                            List.of(headers).stream()
                                    .map(header -> header + "\r\n")
                                    .toList())
                    + "\r\n");
            return connection.answer();
        }
    }

    @Test
    void onANetworkPushesNeedTheAdminTokenUntilAUserExists() throws Exception {
        startOnANetwork();
        assertThat(appliance.get("/v2/").status()).isEqualTo(401);
        assertThat(appliance.pulling(APP)).isEqualTo(200);
        assertThat(appliance.pushing("demo/new")).isEqualTo(401);
        assertThat(appliance.pushing("demo/new", basic("whoever", ADMIN))).isEqualTo(200);
        String token = token(appliance.get(scope("repository:demo/new:pull,push"), basic("whoever", ADMIN)));
        assertThat(appliance
                        .request("POST", "/v1/probe/demo/new", bearer(token))
                        .text())
                .startsWith("admin ");
    }

    @Test
    void fromTheFirstUserOnPushesNeedALoginAlsoWhenTheUserIsGone() throws Exception {
        appliance.addAlice(push("docker.io/demo/**"));
        Answer base = appliance.get("/v2/");
        assertThat(base.status()).isEqualTo(401);
        assertThat(base.text()).contains("\"UNAUTHORIZED\"");
        assertThat(appliance.pushing("demo/new")).isEqualTo(401);
        assertThat(appliance.pushing("demo/new", basic("alice", PASSWORD))).isEqualTo(200);
        assertThat(appliance
                        .request("POST", "/v1/probe/demo/new", basic("alice", PASSWORD))
                        .text())
                .isEqualTo("alice docker.io/demo/new");
        appliance.users.removeUser(ALICE, "test");
        assertThat(appliance.pushing("demo/new", basic("alice", PASSWORD))).isEqualTo(401);
        assertThat(appliance.pushing("demo/new")).isEqualTo(401);
        assertThat(appliance.get("/v2/").status()).isEqualTo(401);
    }

    @Test
    void aRoleHoldsInTheRepositoriesItWasGrantedForAndNowhereElse() throws Exception {
        appliance.addAlice(push("docker.io/demo/*"), pull("docker.io/secret/*")).hideSecrets();
        String alice = basic("alice", PASSWORD);
        assertThat(appliance.pushing("demo/new", alice)).isEqualTo(200);
        Answer denied = appliance.request("POST", "/v1/probe/secret/new", alice);
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.text())
                .contains(
                        "\"DENIED\"",
                        "alice may not push to secret/new",
                        "users grant alice --role push --repositories secret/new");
        assertThat(appliance.pulling(SECRET, alice)).isEqualTo(200);
        assertThat(appliance.pulling(SECRET)).isEqualTo(401);
        assertThat(appliance.pulling(APP)).isEqualTo(200);
        // The resolved repository counts, not the name it was asked for by.
        assertThat(appliance.pushing("docker.io/demo/new", alice)).isEqualTo(200);
        assertThat(appliance.pushing("secret/new?ns=docker.io", alice)).isEqualTo(403);
        assertThat(appliance.pushing("demo/new?ns=quay.io", alice)).isEqualTo(403);
    }

    @Test
    void whatNobodyMayReadLooksTheSameWhetherItIsThereOrNot() throws Exception {
        appliance.addAlice().hideSecrets();
        String alice = basic("alice", PASSWORD);
        for (String path : List.of("/manifests/1.0", "/tags/list", "/blobs/sha256:" + "0".repeat(64))) {
            Answer gone = appliance.get("/v2/secret/gone" + path);
            Answer denied = appliance.get("/v2/secret/gone" + path, alice);
            assertThat(gone.status()).as(path).isEqualTo(401);
            assertThat(denied.status()).as(path).isEqualTo(403);
            for (String name : List.of(SECRET, AccessFixture.LOCAL, AccessFixture.ALIAS)) {
                Answer there = appliance.get("/v2/" + name + path);
                assertThat(there.status()).as(path).isEqualTo(401);
                assertThat(there.text().replace(name, "X"))
                        .isEqualTo(gone.text().replace("secret/gone", "X"));
                Answer known = appliance.get("/v2/" + name + path, alice);
                assertThat(known.status()).as(path).isEqualTo(403);
                assertThat(known.text().replace(name, "X"))
                        .isEqualTo(denied.text().replace("secret/gone", "X"));
            }
        }
        assertThat(appliance
                        .get("/v2/" + SECRET + "/referrers/sha256:" + "0".repeat(64))
                        .status())
                .isEqualTo(401);
        assertThat(appliance.get("/files/" + SECRET + ":1.0").status()).isEqualTo(401);
        assertThat(appliance.request("HEAD", "/v2/" + SECRET + "/manifests/1.0").status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker.io/demo/app:pull", "demo/app:pull"})
    void wrongUpstreamCredentialsGetAnAnonymousTokenAndAreNeitherSlowedNorRecorded(String scope) throws Exception {
        appliance.addAlice(push("**")).hideSecrets();
        List<String> before = appliance.journal();
        for (int i = 0; i < 20; i++) {
            Answer answer = appliance.get(scope("repository:" + scope), basic("alice", "upstream secret " + i));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(appliance.pulling(APP, bearer(token(answer)))).isEqualTo(200);
            assertThat(appliance.pushing("demo/new", bearer(token(answer)))).isEqualTo(401);
        }
        assertThat(appliance.journal()).isEqualTo(before);
        assertThat(appliance.get("/v2/", basic("alice", PASSWORD)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "repository:demo/new:pull,push",
                "repository:demo/new:push",
                "repository:secret/app:pull",
                "repository:demo/app:*",
                "repository:demo/app",
                "nonsense",
                "repository:../x:pull"
            })
    void wrongCredentialsForWhatIsNotOpenAreRefusedAndRecordedOnceAnHour(String scope) throws Exception {
        appliance.addAlice(push("**")).hideSecrets();
        assertThat(appliance.get(scope(scope), basic("alice", "wrong")).status())
                .isEqualTo(401);
        assertThat(appliance.get("/v2/", basic("alice", "also wrong")).status()).isEqualTo(401);
        assertThat(appliance.journal().stream().filter(entry -> entry.startsWith("access.login-failed")))
                .containsExactly("access.login-failed alice");
        appliance.clock.pass(Duration.ofHours(1));
        assertThat(appliance.get("/v2/", basic("alice", "wrong")).status()).isEqualTo(401);
        assertThat(appliance.journal().stream().filter(entry -> entry.startsWith("access.login-failed")))
                .hasSize(2);
    }

    @Test
    void failedLoginsAreSlowedForTheirUserAndNobodyElse() throws Exception {
        appliance.addAlice(push("**"));
        appliance.users.addUser(new UserName("bob"), PasswordHash.of("bob's password"), List.of(), "test");
        for (int i = 0; i < 3; i++) {
            assertThat(appliance.get("/v2/", basic("alice", "wrong " + i)).status())
                    .isEqualTo(401);
        }
        Answer slowed = appliance.get("/v2/", basic("alice", PASSWORD));
        assertThat(slowed.status()).isEqualTo(429);
        assertThat(slowed.header("Retry-After")).isEqualTo("1");
        assertThat(slowed.text()).contains("\"TOOMANYREQUESTS\"");
        assertThat(appliance.get("/v2/", basic("bob", "bob's password")).status())
                .isEqualTo(200);
        appliance.clock.pass(Duration.ofSeconds(1));
        assertThat(appliance.get("/v2/", basic("alice", PASSWORD)).status()).isEqualTo(200);
    }

    @Test
    void saysWhatToDoAboutAFailedLogin() throws Exception {
        appliance.addAlice();
        for (String path : List.of("/v2/", "/token")) {
            assertThat(appliance.get(path, basic("alice", "wrong")).text())
                    .as(path)
                    .contains("incorrect user name or password. Give the right ones");
        }
    }

    @Test
    void neverRecordsANameThatNobodyHas() throws Exception {
        appliance.addAlice();
        assertThat(appliance.get("/v2/", basic("hunter2", "alice")).status()).isEqualTo(401);
        assertThat(appliance.get("/v2/", basic("hunter3", "alice")).status()).isEqualTo(401);
        assertThat(appliance.journal()).containsExactly("access.add alice", "access.login-failed unknown user");
    }

    @Test
    void theJournalHoldsNoSecret() throws Exception {
        appliance.addAlice(push("**"));
        String token = appliance.tokenOf(ALICE);
        assertThat(appliance.get("/v2/", basic("alice", "wrong password")).status())
                .isEqualTo(401);
        appliance.users.setPassword(ALICE, PasswordHash.of("another password"), "test");
        String journal =
                Files.readString(appliance.store.folder().journal(), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(journal)
                .contains("$argon2id$v=19$m=19456,t=2,p=1$")
                .doesNotContain(PASSWORD, "another password", "wrong password", token, token.substring(6));
    }

    @Test
    void aTokenServesInPlaceOfThePassword() throws Exception {
        appliance.addAlice(push("**"));
        String token = appliance.tokenOf(ALICE);
        assertThat(appliance.pushing("demo/new", basic("alice", token))).isEqualTo(200);
        assertThat(appliance.pushing("demo/new", bearer(token))).isEqualTo(200);
        assertThat(appliance.pushing("demo/new", basic("bob", token))).isEqualTo(401);
        assertThat(appliance.pushing("demo/new", bearer(token + "x"))).isEqualTo(401);
        Answer issued = appliance.get(scope("repository:demo/new:pull,push"), basic("alice", token));
        assertThat(appliance.pushing("demo/new", bearer(token(issued)))).isEqualTo(200);
    }

    @Test
    void revokingTakesEffectAtOnce() throws Exception {
        Grant grant = push("**");
        appliance.addAlice(grant);
        String personal = appliance.tokenOf(ALICE);
        String byPersonal = token(appliance.get("/token", basic("alice", personal)));
        Answer login = appliance.get("/token?offline_token=true", basic("alice", PASSWORD));
        String byPassword = token(login);
        String refresh = json(login).text("refresh_token");
        for (String bearer : List.of(personal, byPersonal, byPassword)) {
            assertThat(appliance.pushing("demo/new", bearer(bearer))).isEqualTo(200);
        }

        appliance.users.revoke(ALICE, grant, "test");
        for (String bearer : List.of(personal, byPersonal, byPassword)) {
            assertThat(appliance.pushing("demo/new", bearer(bearer))).isEqualTo(403);
        }
        appliance.users.grant(ALICE, grant, "test");

        appliance.users.revokeToken(appliance.users.state().tokens().get(0).id(), "test");
        for (String bearer : List.of(personal, byPersonal)) {
            assertThat(appliance.pushing("demo/new", bearer(bearer))).isEqualTo(401);
        }
        assertThat(appliance.pushing("demo/new", bearer(byPassword))).isEqualTo(200);

        appliance.users.setPassword(ALICE, PasswordHash.of("another password"), "test");
        assertThat(appliance.pushing("demo/new", bearer(byPassword))).isEqualTo(401);
        assertThat(appliance.pushing("demo/new", basic("alice", PASSWORD))).isEqualTo(401);
        assertThat(appliance
                        .post("/token", "grant_type=refresh_token&refresh_token=" + refresh)
                        .status())
                .isEqualTo(401);
        assertThat(appliance.pushing("demo/new", basic("alice", "another password")))
                .isEqualTo(200);

        String last = token(appliance.get("/token", basic("alice", "another password")));
        appliance.users.removeUser(ALICE, "test");
        appliance.addAlice(grant);
        assertThat(appliance.pushing("demo/new", bearer(last))).isEqualTo(401);
    }

    @Test
    void tokensExpire() throws Exception {
        appliance.addAlice(push("**"));
        String token = token(appliance.get("/token", basic("alice", PASSWORD)));
        appliance.clock.pass(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(appliance.pushing("demo/new", bearer(token))).isEqualTo(200);
        appliance.clock.pass(Duration.ofSeconds(1));
        Answer expired = appliance.request("POST", "/v1/probe/demo/new", bearer(token));
        assertThat(expired.status()).isEqualTo(401);
        assertThat(expired.header("WWW-Authenticate")).startsWith("Bearer realm=");
    }

    @Test
    void refusesTokensThatItDidNotIssueLikeThis(@TempDir Path elsewhere) throws Exception {
        appliance.addAlice();
        appliance.users.addUser(
                new UserName("bob"), PasswordHash.of("bob's password"), List.of(push("docker.io/demo/*")), "test");
        String[] alices = token(appliance.get("/token?service=x", basic("alice", PASSWORD)))
                .split("\\.", -1);
        String bob = token(appliance.get("/token?service=x", basic("bob", "bob's password")));
        String[] bobs = bob.split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(bobs[1]), UTF_8);
        String later = encode(claims.replaceAll("\"exp\":[0-9]+", "\"exp\":9999999999"));
        String none = encode("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        List<String> forged = new ArrayList<>(List.of(
                alices[0] + '.' + bobs[1] + '.' + alices[2],
                alices[0] + '.' + bobs[1] + '.',
                alices[0] + '.' + later + '.' + bobs[2],
                none + '.' + bobs[1] + '.',
                none + '.' + bobs[1] + '.' + bobs[2],
                encode("{\"alg\":\"HS512\",\"typ\":\"JWT\"}") + '.' + bobs[1] + '.' + bobs[2],
                encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + '.' + bobs[1] + '.' + bobs[2]));
        try (AccessFixture other = new AccessFixture(elsewhere, true).addAlice()) {
            forged.add(token(other.get("/token?service=x", basic("alice", PASSWORD))));
        }
        assertThat(appliance.pushing("demo/new", bearer(String.join(".", alices))))
                .isEqualTo(403);
        assertThat(appliance.pushing("demo/new", bearer(bob))).isEqualTo(200);
        for (String wrong : forged) {
            assertThat(appliance.pushing("demo/new", bearer(wrong))).as(wrong).isEqualTo(401);
            assertThat(appliance.pulling(APP, bearer(wrong))).as(wrong).isEqualTo(401);
        }
        appliance.clock.pass(Duration.ofMinutes(5));
        assertThat(appliance.pushing("demo/new", bearer(bob))).isEqualTo(401);
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic !!!", "Basic YWxpY2U=", "Digest x", "Bearer ", "Bearer a.b.c", "alice"})
    void refusesBrokenCredentials(String header) throws Exception {
        appliance.addAlice();
        assertThat(appliance.get("/v2/", "Authorization: " + header).status()).isEqualTo(401);
        assertThat(appliance.pulling(APP, "Authorization: " + header)).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grant_type=nonsense",
                "grant_type=%zz",
                "grant_type=authorization_code&code=x",
            })
    void refusesBrokenForms(String form) throws Exception {
        assertThat(appliance.post("/token", form).status()).isEqualTo(400);
    }

    @Test
    void boundsForms() throws Exception {
        assertThat(appliance.post("/token", "a&".repeat(1000)).status()).isEqualTo(400);
        assertThat(appliance.post("/token", "scope=" + "x+".repeat(1000)).status())
                .isEqualTo(400);
        assertThat(appliance.post("/token", "a=" + "x".repeat(100_000)).status())
                .isEqualTo(413);
        assertThat(appliance.get("/token?" + "scope=x&".repeat(200)).status()).isEqualTo(400);
    }

    @Test
    void sendsClientsNowhereButToItself() throws Exception {
        appliance.addAlice();
        for (String header : List.of(
                "X-Forwarded-Host: evil.example", "Forwarded: host=evil.example;proto=ftp", "X-Forwarded-Proto: ftp")) {
            assertThat(appliance.get("/v2/", header).header("WWW-Authenticate"))
                    .isEqualTo("Bearer realm=\"http://localhost/token\",service=\"localhost\"");
        }
        try (RawConnection connection = appliance.registry.connect()) {
            connection.send("GET /v2/ HTTP/1.1\r\nHost: evil\",realm=\"http://evil/\r\n\r\n");
            assertThat(connection.answer().header("WWW-Authenticate"))
                    .isEqualTo("Bearer realm=\"http://127.0.0.1:" + appliance.registry.server.port()
                            + "/token\",service=\"127.0.0.1:" + appliance.registry.server.port() + "\"");
        }
    }

    @Test
    void letsNoAnswerLeaveThatNobodyJudged() throws Exception {
        Answer answer = appliance.get("/v1/probe/unjudged");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain("secret");
    }

    @Test
    void anAdministratorMayEverythingAndAnAuditorNoRepository() throws Exception {
        appliance.addAlice(Grant.everywhere(Role.ADMIN)).hideSecrets();
        appliance.users.addUser(
                new UserName("carol"),
                PasswordHash.of("carol's password"),
                List.of(Grant.everywhere(Role.AUDITOR)),
                "t");
        assertThat(appliance.pulling(SECRET, basic("alice", PASSWORD))).isEqualTo(200);
        assertThat(appliance.pushing("secret/new", basic("alice", PASSWORD))).isEqualTo(200);
        assertThat(appliance.pulling(SECRET, basic("carol", "carol's password")))
                .isEqualTo(403);
        assertThat(appliance.pushing("demo/new", basic("carol", "carol's password")))
                .isEqualTo(403);
    }
}
