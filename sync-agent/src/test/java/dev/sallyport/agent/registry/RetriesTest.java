package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RetriesTest {
    private static final String ANY = ".*";

    private final TestRegistry registry = TestRegistry.start();
    private final TestClient test = TestClient.anonymous();
    private Descriptor image;

    @BeforeEach
    void put() {
        TestImages images = new TestImages();
        image = images.image().file("hello", "hello").add();
        registry.put("library/hello", "1.0", image, images);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void triesAgainAfterAPassingProblem(int status) throws Exception {
        registry.misbehave("GET", ANY, 3, Misbehaviour.status(status));

        assertThat(fetch().descriptor().digest()).isEqualTo(image.digest());
        assertThat(registry.requests()).hasSize(4);
    }

    @Test
    void waitsTwiceAsLongEachTimeAndNeverTheSame() throws Exception {
        registry.misbehave("GET", ANY, 3, Misbehaviour.status(500));

        fetch();

        assertThat(test.pauses).hasSize(3);
        for (int i = 0; i < 3; i++) {
            Duration most = Duration.ofSeconds(1L << i);
            assertThat(test.pauses.get(i)).isBetween(most.dividedBy(2), most);
        }
    }

    @Test
    void givesUpAfterTheLastAttemptAndSaysWhatTheRegistrySaid() {
        registry.misbehave("GET", ANY, TestRegistry.ALWAYS, Misbehaviour.status(503));

        assertThatThrownBy(this::fetch)
                .isInstanceOf(RegistryUnreachableException.class)
                .hasMessageContainingAll(registry.host(), "library/hello:1.0", "it answers 503", "the test wants 503");
        assertThat(registry.requests()).hasSize(test.options.attempts());
    }

    @Test
    void obeysRetryAfterInSeconds() throws Exception {
        registry.misbehave("GET", ANY, 2, Misbehaviour.tooManyRequests(120));

        fetch();

        assertThat(test.pauses).containsExactly(Duration.ofMinutes(2), Duration.ofMinutes(2));
    }

    @Test
    void obeysRetryAfterAsADate() throws Exception {
        registry.misbehave("GET", ANY, 1, Misbehaviour.tooManyRequestsUntil(TestClient.START.plusSeconds(90)));

        fetch();

        assertThat(test.pauses).containsExactly(Duration.ofSeconds(90));
    }

    @Test
    void comesBackAtOnceWhenTheDateIsPast() throws Exception {
        registry.misbehave("GET", ANY, 1, Misbehaviour.tooManyRequestsUntil(TestClient.START.minusSeconds(90)));

        fetch();

        assertThat(test.pauses).containsExactly(Duration.ZERO);
    }

    @Test
    void failsAtOnceWhereTheWaitIsTooLongAndSaysUntilWhen() {
        registry.misbehave("GET", ANY, TestRegistry.ALWAYS, Misbehaviour.tooManyRequests(6 * 3600));

        assertThatThrownBy(this::fetch)
                .isInstanceOf(RateLimitedException.class)
                .hasMessageContainingAll(registry.host(), "library/hello:1.0")
                .satisfies(e -> {
                    assertThat(((SallyportException) e).remedy()).contains("after 2026-01-01T06:00:00Z");
                    assertThat(((SallyportException) e).category()).isEqualTo(Category.UNREACHABLE);
                });
        assertThat(registry.requests()).hasSize(1);
        assertThat(test.pauses).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "99999999999999999999", "soon", "Thu, 32 Jan 2026 00:00:00 GMT", "1e9", ""})
    void takesItsOwnWaitWhereRetryAfterIsIllegible(String said) throws Exception {
        registry.misbehave("GET", ANY, 1, new Misbehaviour.Status(429, "TOOMANYREQUESTS", Map.of("Retry-After", said)));

        fetch();

        assertThat(test.pauses)
                .singleElement()
                .satisfies(pause -> assertThat(pause).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1)));
    }

    @Test
    void triesAgainAfterABrokenConnection() throws Exception {
        registry.misbehave("GET", ANY, 2, new Misbehaviour.HangUp());

        assertThat(fetch().descriptor().digest()).isEqualTo(image.digest());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 410, 501})
    void doesNotTryAgainWhatWillNotChange(int status) {
        registry.misbehave("GET", ANY, TestRegistry.ALWAYS, Misbehaviour.status(status));

        assertThatThrownBy(this::fetch).isInstanceOf(SallyportException.class);
        assertThat(registry.requests()).hasSize(1);
        assertThat(test.pauses).isEmpty();
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        String host;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            host = "127.0.0.1:" + closed.getLocalPort();
        }
        Reference nobody = new Reference(host, "library/hello", new Tag("1.0"), null);

        assertThatThrownBy(() -> test.client().manifest(nobody))
                .isInstanceOf(RegistryUnreachableException.class)
                .hasMessageContainingAll(host, "library/hello:1.0", "Connection refused");
        assertThat(test.pauses).hasSize(test.options.attempts() - 1);
    }

    @Test
    void saysThatAHostHasNoAddress() {
        SallyportException failure = RegistryUnreachableException.broken(
                "registry.invalid", "registry.invalid/hello:1", new UnknownHostException("registry.invalid"));

        assertThat(failure).hasMessageContaining("no address is known for registry.invalid");
        assertThat(failure.remedy()).contains("spelling of the host");
    }

    @Test
    void stopsWaitingWhenInterrupted() {
        registry.misbehave("GET", ANY, TestRegistry.ALWAYS, Misbehaviour.status(503));
        RegistryClient client =
                new RegistryClient(test.options, new CredentialFiles(List.of()), Clock.systemUTC(), pause -> {
                    throw new InterruptedException();
                });

        assertThatThrownBy(() -> client.manifest(reference())).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(registry.requests()).hasSize(1);
    }

    private FetchedManifest fetch() throws IOException, SallyportException {
        return test.client().manifest(reference());
    }

    private Reference reference() {
        return new Reference(registry.host(), "library/hello", new Tag("1.0"), null);
    }
}
