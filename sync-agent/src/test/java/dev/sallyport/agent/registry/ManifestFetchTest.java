package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestFetchTest {
    private static final String MANIFESTS = "/v2/library/hello/manifests/.*";

    private final TestRegistry registry = TestRegistry.start();
    private final TestClient test = TestClient.anonymous();
    private final TestImages images = new TestImages();
    private Descriptor image;
    private Descriptor index;

    @BeforeEach
    void put() {
        image = images.image("linux/amd64").file("hello", "hello").add();
        index = images.index(image);
        registry.put("library/hello", "1.0", index, images);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void fetchesTheManifestThatATagNamesAndComputesItsDigest() throws Exception {
        FetchedManifest manifest = test.client().manifest(tag("1.0"));

        assertThat(manifest.descriptor()).isEqualTo(new Descriptor(MediaTypes.OCI_INDEX, index.digest(), index.size()));
        assertThat(manifest.open(0).readAllBytes()).isEqualTo(images.bytes(index.digest()));
        assertThat(manifest.open(10).readAllBytes()).hasSize((int) index.size() - 10);
    }

    @Test
    void fetchesNoManifestTwice() throws Exception {
        test.client().manifest(tag("1.0"));
        test.client().manifest(tag("1.0").withDigest(index.digest()));
        test.client().manifest(repository(), image.digest());
        test.client().manifest(repository(), image.digest());

        assertThat(registry.requests("*", MANIFESTS)).hasSize(2);
    }

    @Test
    void asksAgainForWhatATagNamesNow() throws Exception {
        test.client().manifest(tag("1.0"));
        registry.tag("library/hello", "1.0", image.digest());

        assertThat(test.client().manifest(tag("1.0")).descriptor().digest()).isEqualTo(image.digest());
    }

    @Test
    void prefersTheDigestOfAReferenceToItsTag() throws Exception {
        Reference both = tag("1.0").withDigest(image.digest());

        assertThat(test.client().manifest(both).descriptor().digest()).isEqualTo(image.digest());
        assertThat(registry.requests("GET", "/v2/library/hello/manifests/1.0")).isEmpty();
    }

    @Test
    void missingTagIsMissingAndNamesReferenceAndHost() {
        assertThatThrownBy(() -> test.client().manifest(tag("2.0")))
                .isInstanceOf(ContentNotFoundException.class)
                .hasMessageContaining(registry.host() + " has no " + registry.host() + "/library/hello:2.0")
                .extracting(e -> ((SallyportException) e).category())
                .isEqualTo(Category.MISSING);
        assertThat(test.pauses).isEmpty();
    }

    @Test
    void missingDigestIsMissing() {
        Digest other = Digest.sha256(new byte[] {7});

        assertThatThrownBy(() -> test.client().manifest(repository(), other))
                .isInstanceOf(ContentNotFoundException.class)
                .hasMessageContaining(other.toString());
    }

    @Test
    void refusesATagWhoseAnswerSaysAnotherDigestThanItsContentHas() {
        registry.misbehave("GET", MANIFESTS, TestRegistry.ALWAYS, Misbehaviour.wrongDigest());

        assertThatThrownBy(() -> test.client().manifest(tag("1.0")))
                .isInstanceOf(ContradictedDigestException.class)
                .hasMessageContainingAll(
                        registry.host(),
                        "library/hello:1.0",
                        "sends " + index.digest(),
                        Digest.sha256(new byte[] {1}).toString());
    }

    @Test
    void refusesATagWhoseAnswerSaysSomethingThatIsNoDigest() {
        registry.misbehave("GET", MANIFESTS, 1, new Misbehaviour.WrongHeader("Docker-Content-Digest", "sha256:abc"));

        assertThatThrownBy(() -> test.client().manifest(tag("1.0"))).isInstanceOf(ContradictedDigestException.class);
    }

    @Test
    void acceptsATagWhoseAnswerSaysNoDigest() throws Exception {
        registry.misbehave("GET", MANIFESTS, 1, new Misbehaviour.NoHeader("Docker-Content-Digest"));

        assertThat(test.client().manifest(tag("1.0")).descriptor().digest()).isEqualTo(index.digest());
    }

    @Test
    void refusesOtherContentUnderADigest() {
        registry.misbehave("GET", MANIFESTS, TestRegistry.ALWAYS, Misbehaviour.wrongBytes());

        assertThatThrownBy(() -> test.client().manifest(repository(), image.digest()))
                .isInstanceOf(ContradictedDigestException.class)
                .hasMessageContaining("was asked for " + registry.host() + "/library/hello@" + image.digest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "application/json; charset=utf-8", "text/plain"})
    void takesTheDocumentsOwnMediaTypeWhereTheAnswerSaysNothing(String said) throws Exception {
        registry.misbehave("GET", MANIFESTS, 1, new Misbehaviour.WrongHeader("Content-Type", said));

        assertThat(test.client().manifest(tag("1.0")).descriptor().mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
    }

    @Test
    void tellsAManifestWithoutAnyMediaTypeByItsShape() throws Exception {
        byte[] bare = "{\"schemaVersion\":2,\"manifests\":[]}".getBytes(StandardCharsets.UTF_8);
        Descriptor untyped = images.manifest(MediaTypes.OCI_INDEX, bare);
        registry.put("library/hello", "bare", untyped, images);
        registry.misbehave("GET", MANIFESTS, 1, new Misbehaviour.NoHeader("Content-Type"));

        assertThat(test.client().manifest(tag("bare")).descriptor().mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
    }

    @Test
    void ignoresParametersOfTheMediaType() throws Exception {
        registry.misbehave(
                "GET",
                MANIFESTS,
                1,
                new Misbehaviour.WrongHeader("Content-Type", MediaTypes.OCI_INDEX + "; charset=utf-8"));

        assertThat(test.client().manifest(tag("1.0")).descriptor().mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
    }

    @Test
    void refusesAnOldManifestByItsType() {
        registry.misbehave(
                "GET",
                MANIFESTS,
                1,
                new Misbehaviour.WrongHeader(
                        "Content-Type", "application/vnd.docker.distribution.manifest.v1+prettyjws"));

        assertThatThrownBy(() -> test.client().manifest(tag("1.0")))
                .isInstanceOf(UnsupportedManifestException.class)
                .hasMessageContaining("manifest.v1+prettyjws");
    }

    @Test
    void refusesAWebPage() {
        registry.misbehave("GET", MANIFESTS, TestRegistry.ALWAYS, new Misbehaviour.WebPage());

        assertThatThrownBy(() -> test.client().manifest(tag("1.0")))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContainingAll(registry.host(), "library/hello:1.0", "an HTML page");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesAManifestLargerThanTheLimitWithoutReadingItAll(boolean announced) {
        registry.misbehave("GET", MANIFESTS, TestRegistry.ALWAYS, new Misbehaviour.Oversized(1L << 30, announced));

        assertThatThrownBy(() -> test.client().manifest(tag("1.0")))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("more than the " + Manifest.MAX_SIZE + " bytes");
    }

    @Test
    void asksAgainForAManifestThatBrokeOff() throws Exception {
        registry.misbehave("GET", MANIFESTS, 2, Misbehaviour.breakOffAfter(10));

        assertThat(test.client().manifest(tag("1.0")).descriptor().digest()).isEqualTo(index.digest());
        assertThat(test.pauses).hasSize(2);
    }

    @Test
    void asksAgainForAManifestThatIsShorterThanItsAnswerSays() throws Exception {
        registry.misbehave("GET", MANIFESTS, 1, new Misbehaviour.WrongLength(index.size() + 100));

        assertThat(test.client().manifest(tag("1.0")).descriptor().size()).isEqualTo(index.size());
    }

    @Test
    void readsAManifestInChunks() throws Exception {
        registry.misbehave("GET", MANIFESTS, 1, new Misbehaviour.Chunked());

        assertThat(test.client().manifest(tag("1.0")).descriptor().digest()).isEqualTo(index.digest());
    }

    @Test
    void refusesAStatusThatMakesNoSense() {
        registry.misbehave("GET", MANIFESTS, 1, new Misbehaviour.Status(204, "", Map.of()));

        assertThatThrownBy(() -> test.client().manifest(tag("1.0")))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("its status is 204");
    }

    private Reference tag(String tag) {
        return new Reference(registry.host(), "library/hello", new Tag(tag), null);
    }

    private RepositoryAddress repository() {
        return new RepositoryAddress(registry.host(), "library/hello");
    }
}
