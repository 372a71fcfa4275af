package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What resolving costs, and what it believes. */
final class HeadTest {
    private static final String MANIFESTS = "/v2/library/hello/manifests/.*";

    private final TestRegistry registry = TestRegistry.start();
    private final Kept kept = new Kept();
    private final TestImages images = new TestImages();
    private TestClient test = TestClient.anonymous().knowing(kept);
    private Descriptor image;
    private Descriptor other;

    /** What one run leaves to the next. */
    private static final class Kept implements KnownManifests {
        private final Map<Digest, byte[]> content = new ConcurrentHashMap<>();

        @Override
        public Optional<byte[]> find(Digest digest, int limit) {
            return Optional.ofNullable(content.get(digest)).filter(found -> found.length <= limit);
        }

        @Override
        public void keep(Digest digest, byte[] manifest) {
            content.put(digest, manifest);
        }
    }

    @BeforeEach
    void put() {
        image = plain(images.image().file("hello", "hello").add());
        other = plain(images.image().file("hello", "hallo").add());
        images.artifact("application/spdx+json")
                .subject(image)
                .blob("application/spdx+json", "{}")
                .add();
        registry.put("library/hello", "1.0", image, images);
        registry.put("library/hello", other, images);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void anUnchangedImageCostsNoGetOfAManifestInTheNextRun() throws Exception {
        registry.withoutReferrersApi();
        registry.tagReferrers("library/hello", image.digest());
        run();
        registry.clearRequests();
        test = TestClient.anonymous().knowing(kept);

        run();

        assertThat(registry.requests("GET", MANIFESTS)).isEmpty();
        assertThat(registry.requests("HEAD", MANIFESTS)).isNotEmpty();
    }

    private void run() throws Exception {
        Descriptor resolved = test.client().resolve(tagged("1.0"));
        assertThat(resolved).isEqualTo(image);
        test.client().manifest(repository(), resolved.digest());
        Descriptor referrer =
                test.client().referrers(repository(), resolved.digest()).get(0);
        test.client().manifest(repository(), referrer.digest());
    }

    @Test
    void aMovedTagCostsOneGet() throws Exception {
        run();
        registry.tag("library/hello", "1.0", other.digest());
        registry.clearRequests();

        assertThat(test.client().resolve(tagged("1.0"))).isEqualTo(other);
        test.client().manifest(repository(), other.digest());

        assertThat(registry.requests("GET", MANIFESTS)).hasSize(1);
    }

    @Test
    void aTagThatMovesAfterItWasResolvedGivesWhatItWasResolvedTo() throws Exception {
        registry.moveTag("library/hello", "1.0", 1, other.digest());

        Descriptor resolved = test.client().resolve(tagged("1.0"));

        assertThat(test.client().manifest(repository(), resolved.digest()).descriptor())
                .isEqualTo(image);
        assertThat(test.client().resolve(tagged("1.0")).digest()).isEqualTo(other.digest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Docker-Content-Digest", "Content-Type"})
    void asksForTheManifestWhereTheHeadLacksSomething(String header) throws Exception {
        registry.misbehave("HEAD", MANIFESTS, TestRegistry.ALWAYS, new Misbehaviour.NoHeader(header));

        assertThat(test.client().resolve(tagged("1.0"))).isEqualTo(image);
        assertThat(registry.requests("GET", MANIFESTS)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Docker-Content-Digest, sha256:abc",
        "Docker-Content-Digest, latest",
        "Content-Type, text/html",
        "Content-Type, application/json",
    })
    void asksForTheManifestWhereTheHeadMakesNoSense(String header, String value) throws Exception {
        registry.misbehave("HEAD", MANIFESTS, TestRegistry.ALWAYS, new Misbehaviour.WrongHeader(header, value));

        assertThat(test.client().resolve(tagged("1.0"))).isEqualTo(image);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1L << 40})
    void asksForTheManifestWhereTheHeadSaysNoLengthThatItCanHave(long length) throws Exception {
        registry.misbehave("HEAD", MANIFESTS, TestRegistry.ALWAYS, new Misbehaviour.WrongLength(length));

        assertThat(test.client().resolve(tagged("1.0"))).isEqualTo(image);
    }

    @Test
    void needsNothingButTheDigestOfWhatIsKnown() throws Exception {
        run();
        registry.clearRequests();
        registry.misbehave("HEAD", MANIFESTS, TestRegistry.ALWAYS, new Misbehaviour.NoHeader("Content-Type"));

        assertThat(test.client().resolve(tagged("1.0"))).isEqualTo(image);
        assertThat(registry.requests("GET", ".*")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 501})
    void triesHeadNotAgainWhereItIsRefused(int status) throws Exception {
        registry.misbehave("HEAD", MANIFESTS, TestRegistry.ALWAYS, Misbehaviour.status(status));

        assertThat(test.client().resolve(tagged("1.0"))).isEqualTo(image);
        assertThat(test.client().find(tagged("2.0"))).isEmpty();

        assertThat(registry.requests("HEAD", MANIFESTS)).hasSize(1);
    }

    @Test
    void findsNothingWhereThereIsNothing() throws Exception {
        assertThat(test.client().find(tagged("2.0"))).isEmpty();
        assertThat(registry.requests("GET", ".*")).isEmpty();
        assertThatThrownBy(() -> test.client().resolve(tagged("2.0"))).isInstanceOf(ContentNotFoundException.class);
    }

    @Test
    void aDigestThatIsKnownAsksNobody() throws Exception {
        run();
        registry.clearRequests();

        assertThat(test.client().resolve(tagged("1.0").withDigest(image.digest())))
                .isEqualTo(image);
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void doesNotTakeOneDigestForAnother() {
        registry.misbehave("HEAD", MANIFESTS, TestRegistry.ALWAYS, Misbehaviour.wrongDigest());
        registry.misbehave("GET", MANIFESTS, TestRegistry.ALWAYS, Misbehaviour.wrongBytes());

        assertThatThrownBy(() -> test.client().resolve(tagged("1.0").withDigest(image.digest())))
                .isInstanceOf(ContradictedDigestException.class);
    }

    @Test
    void fetchesWhatIsKnownDamaged() throws Exception {
        kept.content.put(image.digest(), "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(test.client().resolve(tagged("1.0"))).isEqualTo(image);
        assertThat(test.client().manifest(repository(), image.digest()).descriptor())
                .isEqualTo(image);
        assertThat(Digest.sha256(kept.content.get(image.digest()))).isEqualTo(image.digest());
    }

    @Test
    void takesAFallbackListThatMovedAwayInBetweenFromItsTag() throws Exception {
        registry.withoutReferrersApi();
        registry.tagReferrers("library/hello", image.digest());
        registry.misbehave("GET", MANIFESTS, 1, Misbehaviour.status(404));

        assertThat(test.client().referrers(repository(), image.digest())).hasSize(1);
    }

    @Test
    void aDeniedHeadIsADenial() {
        registry.misbehave("HEAD", MANIFESTS, TestRegistry.ALWAYS, Misbehaviour.status(403));

        assertThatThrownBy(() -> test.client().find(tagged("1.0"))).isInstanceOf(AccessDeniedException.class);
    }

    private static Descriptor plain(Descriptor image) {
        return new Descriptor(image.mediaType(), image.digest(), image.size());
    }

    private RepositoryAddress repository() {
        return new RepositoryAddress(registry.host(), "library/hello");
    }

    private Reference tagged(String tag) {
        return new Reference(registry.host(), "library/hello", new Tag(tag), null);
    }
}
