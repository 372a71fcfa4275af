package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much goes to a registry, and when. */
final class TrafficTest {
    private static final String BLOBS = ".*/blobs/.*";

    private final TestRegistry registry = TestRegistry.start();
    private final TestRegistry storage = TestRegistry.start();
    private final Notices notices = new Notices();
    private final ExecutorService threads = Executors.newFixedThreadPool(12);
    private TestClient test = TestClient.anonymous().noticing(notices);
    private Descriptor layer;

    @BeforeEach
    void put() {
        TestImages images = new TestImages();
        layer = images.blob("application/octet-stream", new byte[300_000]);
        Descriptor image = images.image().blob(layer).add();
        registry.put("library/hello", "1.0", image, images);
        storage.put("library/hello", "1.0", image, images);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        registry.close();
        storage.close();
    }

    @Test
    void opensNoMoreRequestsAtOnceThanAHostMayHave() throws Exception {
        test = test.with(options -> options.withHosts(Map.of(registry.host(), HostSettings.DEFAULT.withParallel(2))));
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Future<?>> fetches = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            fetches.add(threads.submit(() -> {
                try (BlobBody body = blob()) {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    body.content().readNBytes(1000);
                    open.decrementAndGet();
                }
                return null;
            }));
        }
        for (Future<?> fetch : fetches) {
            fetch.get();
        }

        assertThat(most.get()).isLessThanOrEqualTo(2);
        assertThat(registry.requests("GET", BLOBS)).hasSize(12);
    }

    @Test
    void countsAStorageHostForItself() throws Exception {
        test = test.with(options -> options.withHosts(Map.of(registry.host(), HostSettings.DEFAULT.withParallel(1))));
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.redirectTo(storage));

        try (BlobBody slow = blob()) {
            slow.content().read();
            try (BlobBody other = blob()) {
                assertThat(other.content().readAllBytes()).hasSize(300_000);
            }
        }
    }

    @Test
    void aBodyReadToItsEndGivesItsPlaceBackThoughItIsNotClosed() throws Exception {
        test = test.with(options -> options.withHosts(Map.of(registry.host(), HostSettings.DEFAULT.withParallel(1))));

        for (int i = 0; i < 3; i++) {
            assertThat(blob().content().readAllBytes()).hasSize(300_000);
        }
    }

    @Test
    void everybodyWaitsWhileAHostAsksForAPauseAndPeopleAreToldOnce() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        registry.misbehave("GET", BLOBS, 3, Misbehaviour.tooManyRequests(120));
        List<Future<byte[]>> fetches = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            fetches.add(threads.submit(() -> {
                waiting.await();
                try (BlobBody body = blob()) {
                    return body.content().readAllBytes();
                }
            }));
        }
        waiting.countDown();
        for (Future<byte[]> fetch : fetches) {
            assertThat(fetch.get()).hasSize(300_000);
        }

        assertThat(notices.said)
                .isNotEmpty()
                .allSatisfy(said -> assertThat(said)
                        .startsWith(registry.host() + " until ")
                        .endsWith("it limits the rate of requests"));
        assertThat(notices.said.get(0)).contains("until 2026-01-01T00:02:00Z");
    }

    @Test
    void asksNothingOfAHostThatIsPausedForTooLong() {
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.tooManyRequests(6 * 3600));
        assertThatThrownBy(this::blob).isInstanceOf(RateLimitedException.class);
        registry.clearRequests();

        assertThatThrownBy(() -> test.client().resolve(tagged()))
                .isInstanceOf(RateLimitedException.class)
                .satisfies(e -> assertThat(((SallyportException) e).remedy()).contains("after 2026-01-01T06:00:00Z"));
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void goesOnOnceAPauseIsOver() throws Exception {
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.tooManyRequests(6 * 3600));
        assertThatThrownBy(this::blob).isInstanceOf(RateLimitedException.class);

        test.advance(Duration.ofHours(6));

        blob().close();
    }

    @Test
    void aPauseOfOneHostIsNoneOfAnother() throws Exception {
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.tooManyRequests(6 * 3600));
        assertThatThrownBy(this::blob).isInstanceOf(RateLimitedException.class);

        assertThat(test.client().find(new Reference(storage.host(), "library/hello", new Tag("1.0"), null)))
                .isPresent();
        assertThat(test.pauses).isEmpty();
    }

    @Test
    void givesUpInA429StormAfterAllAttempts() {
        registry.misbehave("*", ".*", TestRegistry.ALWAYS, Misbehaviour.tooManyRequests(60));

        assertThatThrownBy(() -> test.client().resolve(tagged())).isInstanceOf(RateLimitedException.class);
        assertThat(registry.requests()).hasSize(test.options.attempts());
        assertThat(notices.said).hasSize(test.options.attempts());
    }

    @Test
    void countsRequestsByHostAndKind() throws Exception {
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.redirectTo(storage));
        Descriptor image = test.client().resolve(tagged());
        test.client().manifest(repository(), image.digest());
        test.client().referrers(repository(), image.digest());
        blob().close();

        assertThat(test.client().requests())
                .isEqualTo(Map.of(
                        registry.host(),
                        Map.of(
                                RequestKind.HEAD_MANIFEST, 1L,
                                RequestKind.GET_MANIFEST, 1L,
                                RequestKind.GET_REFERRERS, 1L,
                                RequestKind.GET_BLOB, 1L),
                        storage.host(),
                        Map.of(RequestKind.GET_BLOB, 1L)));
    }

    @Test
    void keepsTheNewestQuota() throws Exception {
        assertThat(test.client().quota(registry.host())).isEmpty();
        limits("100;w=21600", "76;w=21600");
        test.client().resolve(tagged());
        assertThat(test.client().quota(registry.host())).contains(new Quota(100, 76, Duration.ofHours(6)));

        limits("100;w=21600", "75;w=21600");
        test.client().resolve(tagged());
        test.client().resolve(tagged());
        assertThat(test.client().quota(registry.host())).contains(new Quota(100, 75, Duration.ofHours(6)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1;w=1", "many", "99999999999999999999;w=1", ";w=5", "1 2", "1x;w=1"})
    void takesNoIllegibleQuota(String said) throws Exception {
        limits(said, "1;w=1");

        test.client().resolve(tagged());

        assertThat(test.client().quota(registry.host())).isEmpty();
    }

    private void limits(String limit, String remaining) {
        registry.misbehave(
                "HEAD",
                ".*",
                1,
                new Misbehaviour.WrongHeader("ratelimit-limit", limit + "\r\nratelimit-remaining: " + remaining));
    }

    private BlobBody blob() throws Exception {
        return test.client().blob(repository(), layer, 0);
    }

    private RepositoryAddress repository() {
        return new RepositoryAddress(registry.host(), "library/hello");
    }

    private Reference tagged() {
        return new Reference(registry.host(), "library/hello", new Tag("1.0"), null);
    }
}
