package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.RegistryAuthentication;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedirectsTest {
    private static final String BLOBS = "/v2/library/hello/blobs/.*";
    private static final String SECRET = "s3cr3t-p4ss";
    private static final byte[] CONTENT = "hello, hello, hello".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private final TestRegistry registry = TestRegistry.start();
    private final TestRegistry storage = TestRegistry.start("127.0.0.2");
    private Descriptor blob;

    @BeforeEach
    void put() {
        TestImages images = new TestImages();
        blob = images.blob("text/plain", CONTENT);
        Descriptor image = images.image().blob("text/plain", CONTENT).add();
        registry.put("library/hello", "1.0", image, images);
        storage.put("library/hello", "1.0", image, images);
    }

    @AfterEach
    void close() {
        registry.close();
        storage.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void followsARedirectToAnotherHostAndLeavesCredentialsAtHome(boolean bearer) throws Exception {
        registry.authenticate(
                bearer ? RegistryAuthentication.bearer("jane", SECRET) : RegistryAuthentication.basic("jane", SECRET));
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.redirectTo(storage));

        assertThat(read(loggedIn(), 0)).isEqualTo(CONTENT);
        assertThat(storage.requests())
                .singleElement()
                .satisfies(
                        request -> assertThat(request.header("Authorization")).isEmpty());
    }

    @Test
    void takesTheRangeAlong() throws Exception {
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.redirectTo(storage));

        assertThat(read(TestClient.anonymous(), 7)).hasSize(CONTENT.length - 7);
        assertThat(storage.requests().get(0).header("Range")).contains("bytes=7-");
    }

    @Test
    void keepsCredentialsWithinTheRegistry() throws Exception {
        registry.authenticate(RegistryAuthentication.basic("jane", SECRET));
        registry.misbehave("GET", BLOBS, 1, new Misbehaviour.RedirectTo("/v2/library/hello/blobs/" + blob.digest()));

        assertThat(read(loggedIn(), 0)).isEqualTo(CONTENT);
    }

    @Test
    void answersNoChallengeOfAHostItWasRedirectedTo() {
        storage.authenticate(RegistryAuthentication.basic("jane", SECRET));
        registry.misbehave("GET", BLOBS, TestRegistry.ALWAYS, Misbehaviour.redirectTo(storage));

        assertThatThrownBy(() -> read(TestClient.with(TestClient.login(folder, storage.host(), "jane", SECRET)), 0))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContainingAll(storage.host(), "that " + registry.host() + " redirects to");
        assertThat(storage.requests())
                .allMatch(each -> each.header("Authorization").isEmpty());
    }

    @Test
    void stopsInALoop() {
        registry.misbehave("GET", BLOBS, TestRegistry.ALWAYS, Misbehaviour.redirectLoop());

        assertThatThrownBy(() -> read(TestClient.anonymous(), 0))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContainingAll(registry.host(), blob.digest().toString(), "more than 5 times");
        assertThat(registry.requests()).hasSize(6);
    }

    @Test
    void stopsInALoopBetweenHosts() {
        registry.misbehave("GET", BLOBS, TestRegistry.ALWAYS, Misbehaviour.redirectTo(storage));
        storage.misbehave("GET", BLOBS, TestRegistry.ALWAYS, Misbehaviour.redirectTo(registry));

        assertThatThrownBy(() -> read(TestClient.anonymous(), 0))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("more than 5 times");
    }

    @Test
    void doesNotPickCredentialsUpAgainOnTheWayBack() {
        registry.authenticate(RegistryAuthentication.basic("jane", SECRET));
        registry.misbehave("GET", BLOBS, TestRegistry.ALWAYS, Misbehaviour.redirectTo(storage));
        storage.misbehave("GET", BLOBS, TestRegistry.ALWAYS, Misbehaviour.redirectTo(registry));

        assertThatThrownBy(() -> read(loggedIn(), 0)).isInstanceOf(SallyportException.class);
        assertThat(storage.requests())
                .allMatch(each -> each.header("Authorization").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://127.0.0.2/x",
                "file:///etc/passwd",
                "jar:file:/x!/y",
                "http://user:pass@127.0.0.2/x",
                "http:///x",
                "http://[::1/x",
                "http://127.0.0.2/a b",
                "//",
                "mailto:x",
            })
    void refusesToBeSentSomewhereStrange(String location) {
        registry.misbehave("GET", BLOBS, TestRegistry.ALWAYS, new Misbehaviour.RedirectTo(location));

        assertThatThrownBy(() -> read(TestClient.anonymous(), 0))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("redirects to something that is no http or https address")
                .hasMessageNotContaining("pass@");
    }

    @Test
    void refusesARedirectToNowhere() {
        registry.misbehave("GET", BLOBS, 1, new Misbehaviour.Status(307, "", Map.of()));

        assertThatThrownBy(() -> read(TestClient.anonymous(), 0))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("redirects to nowhere");
    }

    @Test
    void showsNoSignatureOfAStorageAddress() {
        registry.misbehave(
                "GET", BLOBS, TestRegistry.ALWAYS, new Misbehaviour.RedirectTo(storage.url() + "/x?sig=" + SECRET));

        assertThatThrownBy(() -> read(TestClient.anonymous(), 0))
                .isInstanceOf(SallyportException.class)
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void resumesAtTheRegistryNotAtTheStorage() throws Exception {
        registry.misbehave("GET", BLOBS, TestRegistry.ALWAYS, Misbehaviour.redirectTo(storage));
        storage.misbehave("GET", BLOBS, 1, Misbehaviour.breakOffAfter(5));

        assertThat(read(TestClient.anonymous(), 0)).isEqualTo(CONTENT);
        assertThat(registry.requests("GET", BLOBS)).hasSize(2);
    }

    private TestClient loggedIn() {
        return TestClient.with(TestClient.login(folder, registry.host(), "jane", SECRET));
    }

    private byte[] read(TestClient test, long from) throws IOException, SallyportException {
        try (BlobBody body = test.client().blob(new RepositoryAddress(registry.host(), "library/hello"), blob, from)) {
            return body.content().readAllBytes();
        }
    }
}
