package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.RegistryAuthentication;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorizationTest {
    private static final String ANY = ".*";
    private static final String SECRET = "s3cr3t-p4ss";

    @TempDir
    private Path folder;

    private final TestRegistry registry = TestRegistry.start();
    private Descriptor image;
    private Descriptor other;

    @BeforeEach
    void put() {
        TestImages images = new TestImages();
        image = images.image().file("hello", "hello").add();
        other = images.image().file("other", "other").add();
        registry.put("library/hello", "1.0", image, images);
        registry.put("library/hello", "2.0", other, images);
        registry.put("library/other", "1.0", other, images);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void sendsNoCredentialsWhereNobodyAsksForThem() throws Exception {
        fetch(loggedIn());

        assertThat(registry.requests())
                .hasSize(1)
                .allMatch(each -> each.header("Authorization").isEmpty());
    }

    @Test
    void getsAnAnonymousToken() throws Exception {
        registry.authenticate(RegistryAuthentication.bearer("jane", SECRET).withAnonymousTokens());

        fetch(TestClient.anonymous());

        assertThat(registry.requests("*", "/token")).singleElement().satisfies(request -> {
            assertThat(request.header("Authorization")).isEmpty();
            assertThat(request.parameter("scope")).contains("repository:library/hello:pull");
            assertThat(request.parameter("service")).contains("testkit");
        });
    }

    @Test
    void getsATokenForAUser() throws Exception {
        registry.authenticate(RegistryAuthentication.bearer("jane", SECRET));

        fetch(loggedIn());

        assertThat(registry.requests("GET", "/token")).hasSize(1);
        assertThat(registry.requests("GET", "/v2/.*"))
                .noneMatch(each -> each.header("Authorization").orElse("").startsWith("Basic"));
    }

    @Test
    void readsATokenThatIsCalledAccessToken() throws Exception {
        registry.authenticate(RegistryAuthentication.bearer("jane", SECRET).withAccessTokenOnly());

        fetch(loggedIn());
    }

    @Test
    void tradesAnIdentityTokenInAPost() throws Exception {
        registry.authenticate(RegistryAuthentication.bearer("jane", "unknown").withIdentityToken(SECRET));

        fetch(TestClient.with(TestClient.file(
                folder, "{\"auths\":{\"" + registry.host() + "\":{\"identitytoken\":\"" + SECRET + "\"}}}")));

        assertThat(registry.requests("POST", "/token")).hasSize(1);
    }

    @Test
    void usesATokenAgainForTheSameRepositoryOnly() throws Exception {
        registry.authenticate(RegistryAuthentication.bearer("jane", SECRET));
        TestClient test = loggedIn();

        fetch(test);
        fetch(test, "library/hello", "2.0");
        assertThat(registry.requests("GET", "/token")).hasSize(1);

        fetch(test, "library/other", "1.0");
        assertThat(registry.requests("GET", "/token")).hasSize(2);
    }

    @Test
    void getsANewTokenWhenTheOldOneIsAboutToExpire() throws Exception {
        registry.authenticate(RegistryAuthentication.bearer("jane", SECRET).withExpiresIn(300));
        TestClient test = loggedIn();
        fetch(test);

        test.advance(Duration.ofSeconds(280));
        fetch(test);
        assertThat(registry.requests("GET", "/token")).hasSize(1);

        test.advance(Duration.ofSeconds(15));
        registry.clearRequests();
        fetch(test);
        assertThat(registry.requests("GET", "/token")).hasSize(1);
        assertThat(registry.requests("GET", "/v2/.*").get(0).header("Authorization"))
                .isEmpty();
    }

    @Test
    void takesALifetimeUnderAMinuteAsAMinute() throws Exception {
        registry.authenticate(RegistryAuthentication.bearer("jane", SECRET).withExpiresIn(1));
        TestClient test = loggedIn();

        fetch(test);
        test.advance(Duration.ofSeconds(45));
        fetch(test);

        assertThat(registry.requests("GET", "/token")).hasSize(1);
    }

    @Test
    void getsANewTokenWhenTheRegistryNoLongerTakesTheOldOne() throws Exception {
        registry.authenticate(RegistryAuthentication.bearer("jane", SECRET).withTokenUses(1));
        TestClient test = loggedIn();

        fetch(test);
        fetch(test);

        assertThat(registry.requests("GET", "/token")).hasSize(2);
    }

    @Test
    void givesUpOnARegistryThatTakesNoTokenAtAll() {
        registry.authenticate(RegistryAuthentication.bearer("jane", SECRET).withTokenUses(0));

        assertThatThrownBy(() -> fetch(loggedIn())).isInstanceOf(AccessDeniedException.class);
        assertThat(registry.requests()).hasSizeLessThan(10);
    }

    @Test
    void getsOneTokenHoweverManyThreadsWantOne() throws Exception {
        registry.authenticate(RegistryAuthentication.bearer("jane", SECRET));
        TestClient test = loggedIn();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<FetchedManifest>> fetches = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                fetches.add(threads.submit(() -> fetch(test)));
            }
            for (Future<FetchedManifest> each : fetches) {
                assertThat(each.get().descriptor().digest()).isEqualTo(image.digest());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(registry.requests("GET", "/token")).hasSize(1);
    }

    @Test
    void answersBasicAndRemembersIt() throws Exception {
        registry.authenticate(RegistryAuthentication.basic("jane", SECRET));
        TestClient test = loggedIn();

        fetch(test);
        fetch(test);

        assertThat(registry.requests()).hasSize(3);
    }

    @Test
    void saysThatNoCredentialsWereFoundAndWhere() {
        registry.authenticate(RegistryAuthentication.basic("jane", SECRET));
        CredentialFiles files = new CredentialFiles(List.of(folder.resolve("a.json"), folder.resolve("b.json")));

        assertThatThrownBy(() -> fetch(TestClient.with(files)))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContainingAll(
                        registry.host() + " denies " + registry.host() + "/library/hello:1.0",
                        "authentication required",
                        "none found in " + folder.resolve("a.json") + ", " + folder.resolve("b.json"))
                .satisfies(e -> {
                    assertThat(((SallyportException) e).category()).isEqualTo(Category.DENIED);
                    assertThat(((SallyportException) e).remedy()).contains("docker login " + registry.host());
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysWhichCredentialsWereWrongButNotTheSecret(boolean bearer) {
        registry.authenticate(
                bearer
                        ? RegistryAuthentication.bearer("jane", "right")
                        : RegistryAuthentication.basic("jane", "right"));

        assertThatThrownBy(() -> fetch(loggedIn()))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("user jane from " + folder.resolve("config.json"))
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void saysThatAccessIsForbidden() {
        registry.misbehave("GET", ANY, TestRegistry.ALWAYS, Misbehaviour.status(403));

        assertThatThrownBy(() -> fetch(TestClient.anonymous()))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContainingAll(registry.host(), "library/hello:1.0", "DENIED, the test wants 403");
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void saysThatAccessIsDeniedWithoutAChallenge() {
        registry.misbehave("GET", ANY, TestRegistry.ALWAYS, Misbehaviour.status(401));

        assertThatThrownBy(() -> fetch(loggedIn())).isInstanceOf(AccessDeniedException.class);
        assertThat(registry.requests())
                .allMatch(each -> each.header("Authorization").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer realm=\"https://x",
                "Bearer service=\"x\"",
                "Bearer realm=\"ftp://127.0.0.1/token\"",
                "Bearer realm=\"/token\"",
                "Bearer realm=\"http://user:pass@127.0.0.1/token\"",
                "Bearer realm=\"http://elsewhere.invalid/token\"",
                "Bearer realm=\"http://127.0.0.1 evil/token\"",
                "Bearer realm=\"\"",
            })
    void refusesAChallengeItCannotTrust(String challenge) {
        registry.misbehave("GET", ANY, 1, unauthorized(challenge));

        assertThatThrownBy(() -> fetch(loggedIn())).isInstanceOf(RegistryProtocolException.class);
        assertThat(registry.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Negotiate", "Negotiate YII=", "NTLM", "Kerberos", "Digest realm=\"a\", nonce=\"b\"", "Basic"})
    void sendsNothingOnItsOwnWhateverIsAskedFor(String challenge) {
        registry.misbehave("GET", ANY, TestRegistry.ALWAYS, unauthorized(challenge));

        assertThatThrownBy(() -> fetch(TestClient.anonymous())).isInstanceOf(AccessDeniedException.class);
        assertThat(registry.requests())
                .allMatch(each -> each.header("Authorization").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", "\"", "Digest", "Digest =", ",,,,", "Negotiate \"", "NTLM \u00ff", "Basic realm=\"\\"})
    void noChallengeIsTooBrokenForAFailureThatSaysSo(String challenge) {
        registry.misbehave("GET", ANY, TestRegistry.ALWAYS, unauthorized(challenge));

        assertThatThrownBy(() -> fetch(loggedIn())).isInstanceOf(SallyportException.class);
        assertThat(registry.requests())
                .allMatch(each -> each.header("Authorization").isEmpty());
    }

    @Test
    void prefersBearerToBasic() throws Exception {
        registry.authenticate(RegistryAuthentication.bearer("jane", SECRET));
        registry.misbehave(
                "GET",
                "/v2/.*",
                1,
                unauthorized("Basic realm=\"x\", Bearer realm=\"" + registry.url() + "/token\",service=\"testkit\""));

        fetch(loggedIn());

        assertThat(registry.requests("GET", "/v2/.*"))
                .noneMatch(each -> each.header("Authorization").orElse("").startsWith("Basic"));
    }

    @Test
    void sendsNoCredentialsToATokenServiceElsewhereThatPlainHttpNames() {
        // The only place that a registry without TLS can name elsewhere is one over TLS; nobody answers there.
        registry.authenticate(
                RegistryAuthentication.bearer("jane", SECRET).withRealm("https://127.0.0.3:" + port() + "/token"));

        assertThatThrownBy(() -> fetch(loggedIn())).isInstanceOf(RegistryUnreachableException.class);
        assertThat(registry.requests())
                .allMatch(each -> each.header("Authorization").isEmpty());
    }

    @Test
    void followsNoRedirectOfATokenService() {
        try (TestRegistry elsewhere = TestRegistry.start("127.0.0.2")) {
            registry.authenticate(RegistryAuthentication.bearer("jane", SECRET));
            registry.misbehave("GET", "/token", TestRegistry.ALWAYS, Misbehaviour.redirectTo(elsewhere));

            assertThatThrownBy(() -> fetch(loggedIn()))
                    .isInstanceOf(RegistryProtocolException.class)
                    .hasMessageContaining("the token service answers 307");
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void asksABusyTokenServiceAgain() throws Exception {
        registry.authenticate(RegistryAuthentication.bearer("jane", SECRET));
        registry.misbehave("GET", "/token", 1, Misbehaviour.tooManyRequests(30));
        registry.misbehave("GET", "/token", 1, Misbehaviour.status(503));
        TestClient test = loggedIn();

        fetch(test);

        assertThat(test.pauses).hasSize(2).contains(Duration.ofSeconds(30));
    }

    @Test
    void refusesAWebPageForAToken() {
        registry.authenticate(RegistryAuthentication.bearer("jane", SECRET));
        registry.misbehave("GET", "/token", 1, new Misbehaviour.WebPage());

        assertThatThrownBy(() -> fetch(loggedIn()))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("no JSON of the expected shape");
    }

    @Test
    void refusesATokenWithoutEnd() {
        registry.authenticate(RegistryAuthentication.bearer("jane", SECRET));
        registry.misbehave("GET", "/token", 1, new Misbehaviour.Oversized(1L << 40, false));

        assertThatThrownBy(() -> fetch(loggedIn()))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("more than");
    }

    @Test
    void realmsOfARegistryOverTlsMustBeOverTlsAndMayBeAnywhere() throws Exception {
        RegistryHost secure = new RegistryHost("registry.example", false);

        assertThat(realm("https://auth.elsewhere.example/token", secure).mayHaveCredentials())
                .isTrue();
        assertThatThrownBy(() -> realm("http://registry.example/token", secure))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("without TLS");
        assertThatThrownBy(() -> realm("http://127.0.0.1/token", secure)).isInstanceOf(RegistryProtocolException.class);
    }

    @Test
    void realmsOfARegistryInPlainHttpGetCredentialsOnItsOwnHostOnly() throws Exception {
        RegistryHost plain = new RegistryHost("registry.example:5000", true);

        assertThat(realm("http://registry.example:5001/token", plain).mayHaveCredentials())
                .isTrue();
        assertThat(realm("https://auth.example/token", plain).mayHaveCredentials())
                .isFalse();
        assertThatThrownBy(() -> realm("http://auth.example/token", plain))
                .isInstanceOf(RegistryProtocolException.class);
    }

    private static Realm realm(String uri, RegistryHost host) throws RegistryProtocolException {
        return Realm.of(new Challenge("bearer", Map.of("realm", uri)), host, "an image");
    }

    private static Misbehaviour unauthorized(String challenge) {
        return new Misbehaviour.Status(401, "UNAUTHORIZED", Map.of("WWW-Authenticate", challenge));
    }

    private String port() {
        return registry.host().substring(registry.host().indexOf(':') + 1);
    }

    private TestClient loggedIn() {
        return TestClient.with(TestClient.login(folder, registry.host(), "jane", SECRET));
    }

    private FetchedManifest fetch(TestClient test) throws IOException, SallyportException {
        return fetch(test, "library/hello", "1.0");
    }

    private FetchedManifest fetch(TestClient test, String repository, String tag)
            throws IOException, SallyportException {
        FetchedManifest manifest =
                test.client().manifest(new Reference(registry.host(), repository, new Tag(tag), null));
        assertThat(manifest.descriptor().mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        return manifest;
    }
}
