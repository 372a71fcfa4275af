package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.RegistryRequest;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlobFetchTest {
    private static final String BLOBS = "/v2/library/hello/blobs/.*";
    private static final int SIZE = 1_000_000;

    private final TestRegistry registry = TestRegistry.start();
    private final TestClient test = TestClient.anonymous();
    private byte[] content;
    private Descriptor blob;

    @BeforeEach
    void put() {
        content = new byte[SIZE];
        new Random(1).nextBytes(content);
        TestImages images = new TestImages();
        blob = images.blob("application/octet-stream", content);
        registry.put(
                "library/hello",
                "1.0",
                images.image().blob("application/octet-stream", content).add(),
                images);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void fetchesABlobWhole() throws Exception {
        assertThat(read(0)).isEqualTo(content);
        assertThat(registry.requests("GET", BLOBS)).hasSize(1);
    }

    @Test
    void fetchesABlobFromTheMiddle() throws Exception {
        assertThat(read(600_000)).isEqualTo(Arrays.copyOfRange(content, 600_000, SIZE));
        assertThat(ranges()).containsExactly("bytes=600000-");
    }

    @Test
    void asksForNothingWhereNothingIsLeft() throws Exception {
        assertThat(read(SIZE)).isEmpty();
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void fetchesAnEmptyBlob() throws Exception {
        TestImages images = new TestImages();
        Descriptor empty = images.blob("application/octet-stream", new byte[0]);
        registry.put(
                "library/empty",
                "1.0",
                images.image().blob("application/octet-stream", new byte[0]).add(),
                images);

        try (BlobBody body = test.client().blob(new RepositoryAddress(registry.host(), "library/empty"), empty, 0)) {
            assertThat(body.content().readAllBytes()).isEmpty();
        }
    }

    @Test
    void resumesByRangeWhereItBrokeOff() throws Exception {
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.breakOffAfter(300_000));
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.breakOffAfter(400_000));

        assertThat(read(0)).isEqualTo(content);
        assertThat(ranges()).containsExactly("", "bytes=300000-", "bytes=700000-");
        assertThat(test.pauses).hasSize(2);
    }

    @Test
    void resumesAsOftenAsThereIsProgress() throws Exception {
        // More breaks than attempts: each one brings the blob on.
        registry.misbehave("GET", BLOBS, 5, Misbehaviour.breakOffAfter(300_000));
        TestImages images = new TestImages();
        byte[] large = new byte[1_800_000];
        new Random(2).nextBytes(large);
        Descriptor descriptor = images.blob("application/octet-stream", large);
        registry.put(
                "library/hello",
                "2.0",
                images.image().blob("application/octet-stream", large).add(),
                images);

        try (BlobBody body = test.client().blob(repository(), descriptor, 0)) {
            assertThat(body.content().readAllBytes()).isEqualTo(large);
        }
        assertThat(registry.requests("GET", BLOBS)).hasSize(6);
    }

    @Test
    void readsPastWhatItHasWhereRangesAreIgnored() throws Exception {
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.breakOffAfter(300_000));
        registry.misbehave("GET", BLOBS, 1, new Misbehaviour.IgnoreRange());

        assertThat(read(0)).isEqualTo(content);
    }

    @Test
    void resumesAgainWhenItBreaksBeforeThePlaceWhereItBrokeBefore() throws Exception {
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.breakOffAfter(300_000));
        registry.misbehave("GET", BLOBS, 1, new Misbehaviour.IgnoreRange());
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.breakOffAfter(100));

        assertThat(read(0)).isEqualTo(content);
    }

    @Test
    void givesUpOnABlobThatBreaksOffWithoutProgress() throws Exception {
        registry.misbehave("GET", BLOBS, TestRegistry.ALWAYS, Misbehaviour.breakOffAfter(0));

        try (BlobBody body = test.client().blob(repository(), blob, 0)) {
            assertThatThrownBy(() -> body.content().readAllBytes())
                    .isInstanceOf(BrokenOffException.class)
                    .hasMessageContainingAll(registry.host(), "library/hello@" + blob.digest(), "after 0 of 1000000");
        }
        assertThat(registry.requests("GET", BLOBS)).hasSize(test.options.attempts());
    }

    @Test
    void saysWhyItCannotGoOn() throws Exception {
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.breakOffAfter(100));
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.status(404));

        try (BlobBody body = test.client().blob(repository(), blob, 0)) {
            assertThatThrownBy(() -> body.content().readAllBytes())
                    .isInstanceOf(BrokenOffException.class)
                    .hasCauseInstanceOf(ContentNotFoundException.class);
        }
    }

    @Test
    void beginsAtTheStartWhereRangesAreIgnored() throws Exception {
        registry.misbehave("GET", BLOBS, 1, new Misbehaviour.IgnoreRange());

        try (BlobBody body = test.client().blob(repository(), blob, 500)) {
            assertThat(body.from()).isZero();
            assertThat(body.content().readAllBytes()).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes 0-999999/1000000",
                "bytes 501-999999/1000000",
                "bytes 500-1000000/1000001",
                "bytes 500-999999/999999999",
                "bytes 500-400/1000000",
                "bytes=500-999999/1000000",
                "bytes 500-99999999999999999999/*",
            })
    void refusesAnotherRangeThanItAskedFor(String said) {
        registry.misbehave("GET", BLOBS, 1, new Misbehaviour.WrongHeader("Content-Range", said));

        assertThatThrownBy(() -> read(500))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContainingAll(registry.host(), blob.digest().toString(), "asked for bytes 500 to 999999");
    }

    @Test
    void acceptsARangeThatDoesNotSayTheWhole() throws Exception {
        registry.misbehave("GET", BLOBS, 1, new Misbehaviour.WrongHeader("Content-Range", "bytes 500-999999/*"));

        assertThat(read(500)).isEqualTo(Arrays.copyOfRange(content, 500, SIZE));
    }

    @Test
    void refusesAPartThatNobodyAskedFor() {
        registry.misbehave("GET", BLOBS, 1, new Misbehaviour.Status(206, "", Map.of()));

        assertThatThrownBy(() -> read(0)).isInstanceOf(RegistryProtocolException.class);
    }

    @Test
    void missingBlobIsMissing() {
        registry.remove("library/hello", blob.digest());

        assertThatThrownBy(() -> read(0))
                .isInstanceOf(ContentNotFoundException.class)
                .hasMessageContainingAll(registry.host(), blob.digest().toString(), "BLOB_UNKNOWN");
    }

    @Test
    void refusesABlobThatIsShorterThanItsDescriptor() {
        Descriptor longer = new Descriptor(blob.mediaType(), blob.digest(), SIZE + 1);

        assertThatThrownBy(() -> test.client().blob(repository(), longer, 0))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("it has 1000000 bytes where 1000001 are expected");
        assertThatThrownBy(() -> test.client().blob(repository(), longer, SIZE))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("fewer bytes than the 1000001");
    }

    @Test
    void refusesABlobThatIsLongerThanItsDescriptor() {
        Descriptor shorter = new Descriptor(blob.mediaType(), blob.digest(), SIZE - 1);

        assertThatThrownBy(() -> test.client().blob(repository(), shorter, 0))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("it has 1000000 bytes where 999999 are expected");
    }

    @Test
    void readsNoMoreThanTheDescriptorSaysWhereNoLengthIsSaid() throws Exception {
        registry.misbehave("GET", BLOBS, 1, new Misbehaviour.Oversized(1L << 32, false));

        try (BlobBody body = test.client().blob(repository(), blob, 0)) {
            assertThat(body.content().readAllBytes()).hasSize(SIZE);
        }
    }

    @Test
    void readsABlobInChunks() throws Exception {
        registry.misbehave("GET", BLOBS, 1, new Misbehaviour.Chunked());

        assertThat(read(0)).isEqualTo(content);
    }

    @Test
    void readsABlobThatTrickles() throws Exception {
        registry.misbehave("GET", BLOBS, 1, new Misbehaviour.Trickle(200_000, Duration.ofMillis(1)));

        assertThat(read(0)).isEqualTo(content);
    }

    @Test
    void refusesABlobThatSaysThatItIsAnother() {
        registry.misbehave("GET", BLOBS, 1, Misbehaviour.wrongDigest());

        assertThatThrownBy(() -> read(0))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("it says that it is " + Digest.sha256(new byte[] {1}));
    }

    @Test
    void refusesAnEncodedBlob() {
        registry.misbehave("GET", BLOBS, 1, new Misbehaviour.WrongHeader("Content-Encoding", "gzip"));

        assertThatThrownBy(() -> read(0))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("encoded as gzip");
    }

    @Test
    void refusesAWebPage() {
        registry.misbehave("GET", BLOBS, TestRegistry.ALWAYS, new Misbehaviour.WebPage());

        assertThatThrownBy(() -> read(0))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("an HTML page");
    }

    @Test
    void givesUpOnARegistryThatStaysSilent() {
        TestClient impatient = TestClient.impatient();
        registry.misbehave("GET", BLOBS, TestRegistry.ALWAYS, new Misbehaviour.Silence());

        assertThatThrownBy(() -> impatient.client().blob(repository(), blob, 0))
                .isInstanceOf(RegistryUnreachableException.class)
                .hasMessageContaining("did not answer in time")
                .extracting(e -> ((SallyportException) e).category())
                .isEqualTo(Category.UNREACHABLE);
        assertThat(impatient.pauses).hasSize(impatient.options.attempts() - 1);
    }

    @Test
    void resumesABodyThatGetsNowhere() throws Exception {
        TestClient impatient = TestClient.impatient();
        registry.misbehave("GET", BLOBS, 1, new Misbehaviour.Trickle(100, Duration.ofMillis(20)));

        try (BlobBody body = impatient.client().blob(repository(), blob, 0)) {
            assertThat(body.content().readAllBytes()).isEqualTo(content);
        }
        assertThat(ranges()).hasSize(2);
    }

    @Test
    void resumesABodyThatFallsSilent() throws Exception {
        TestClient impatient = TestClient.impatient();
        registry.misbehave("GET", BLOBS, 1, new Misbehaviour.Trickle(400_000, Duration.ofMinutes(10)));

        try (BlobBody body = impatient.client().blob(repository(), blob, 0)) {
            assertThat(body.content().readAllBytes()).isEqualTo(content);
        }
        assertThat(ranges()).containsExactly("", "bytes=400000-");
    }

    @Test
    void refusesAByteThatIsNotThere() {
        assertThatThrownBy(() -> read(SIZE + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void canBeClosedInTheMiddle() throws Exception {
        try (InputStream in = test.client().blob(repository(), blob, 0).content()) {
            assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOf(content, 10));
        }
        assertThat(read(0)).isEqualTo(content);
    }

    private byte[] read(long from) throws IOException, SallyportException {
        try (BlobBody body = test.client().blob(repository(), blob, from)) {
            assertThat(body.from()).isEqualTo(from);
            return body.content().readAllBytes();
        }
    }

    private List<String> ranges() {
        return registry.requests("GET", BLOBS).stream()
                .map((RegistryRequest request) -> request.header("Range").orElse(""))
                .toList();
    }

    private RepositoryAddress repository() {
        return new RepositoryAddress(registry.host(), "library/hello");
    }
}
