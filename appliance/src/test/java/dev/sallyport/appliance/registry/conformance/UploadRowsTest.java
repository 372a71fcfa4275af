package dev.sallyport.appliance.registry.conformance;

import static dev.sallyport.appliance.registry.conformance.RegistryUnderTest.REPOSITORY;
import static dev.sallyport.appliance.registry.conformance.RegistryUnderTest.withDigest;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.testkit.Layers;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to push a blob, under every digest algorithm, and what it leaves behind. */
@Timeout(120)
final class UploadRowsTest {
    /** Not a whole number of chunks. */
    private static final int SIZE = 3 * UploadWay.CHUNK - 5;

    @TempDir
    private static Path folder;

    private static RegistryUnderTest registry;

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryUnderTest.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
    }

    private static Stream<Arguments> waysAndAlgorithms() {
        return Arrays.stream(UploadWay.values())
                .flatMap(way -> Arrays.stream(DigestAlgorithm.values()).map(algorithm -> Arguments.of(way, algorithm)));
    }

    private static byte[] content(Object... seed) {
        return Layers.randomBytes(Arrays.hashCode(seed), SIZE);
    }

    @ParameterizedTest
    @MethodSource("waysAndAlgorithms")
    void blobIsPushedReadAndDeleted(UploadWay way, DigestAlgorithm algorithm) throws Exception {
        pushReadDelete(way, algorithm, content(way.name(), algorithm.prefix()));
    }

    @ParameterizedTest
    @MethodSource("waysAndAlgorithms")
    void emptyBlobIsPushedReadAndDeleted(UploadWay way, DigestAlgorithm algorithm) throws Exception {
        if (way == UploadWay.POST_ONLY || way == UploadWay.POST_PUT) {
            pushReadDelete(way, algorithm, new byte[0]);
        } else {
            // A session into which nothing was sent may be ended, too.
            URI upload = registry.beginUpload(REPOSITORY).expect(202).location();
            Digest digest = Digest.of(algorithm, new byte[0]);
            registry.call("PUT", withDigest(upload, digest))
                    .body(new byte[0])
                    .expect(201)
                    .with("Docker-Content-Digest", digest.toString());
            registry.deleteBlob(REPOSITORY, digest);
        }
    }

    /** The one blob that most artifacts share comes and goes all the time. */
    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void sameBlobMayComeAgainAfterItWasDeleted(DigestAlgorithm algorithm) throws Exception {
        for (UploadWay way : UploadWay.values()) {
            pushReadDelete(way, algorithm, "{}".getBytes(UTF_8));
        }
    }

    private static void pushReadDelete(UploadWay way, DigestAlgorithm algorithm, byte[] content) throws Exception {
        Digest digest = Digest.of(algorithm, content);
        registry.blob("GET", REPOSITORY, digest).expect(404);
        Answer pushed =
                way.last(registry, digest, content).expect(201).with("Docker-Content-Digest", digest.toString());
        registry.call("GET", pushed.location()).expect(200).withBody(content);
        registry.blob("HEAD", REPOSITORY, digest).expect(200).has(digest, content.length);
        registry.blob("GET", REPOSITORY, digest)
                .expect(200)
                .has(digest, content.length)
                .withBody(content);
        registry.deleteBlob(REPOSITORY, digest);
        registry.blob("DELETE", REPOSITORY, digest).expect(404);
    }

    @ParameterizedTest
    @MethodSource("waysAndAlgorithms")
    void blobThatIsNotOfItsDigestIsRefused(UploadWay way, DigestAlgorithm algorithm) throws Exception {
        byte[] promised = content(way.name(), algorithm.prefix(), "damaged");
        byte[] sent = Arrays.copyOf(promised, promised.length + 5);
        Digest digest = Digest.of(algorithm, promised);
        Answer refused = way.last(registry, digest, sent).expect(400);
        assertThat(refused.json().objects("errors").get(0).text("code")).isEqualTo("DIGEST_INVALID");
        registry.blob("HEAD", REPOSITORY, digest).expect(404);
        registry.blob("HEAD", REPOSITORY, Digest.of(algorithm, sent)).expect(404);
    }

    /** The draft lets clients say at once what they will end with. */
    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void algorithmMayBeNamedAtTheBeginning(DigestAlgorithm algorithm) throws Exception {
        byte[] content = content(algorithm.prefix(), "named");
        Digest digest = Digest.of(algorithm, content);
        String begin = registry.beginUploadUri(REPOSITORY) + "?digest-algorithm=";
        URI upload = registry.call("POST", URI.create(begin + algorithm.prefix()))
                .expect(202)
                .location();
        upload = registry.call("PATCH", upload).streamed(content).expect(202).location();
        registry.call("PUT", withDigest(upload, digest)).body(new byte[0]).expect(201);
        registry.blob("GET", REPOSITORY, digest).expect(200).withBody(content);
        registry.call("POST", URI.create(begin + "md5")).expect(400);
        registry.deleteBlob(REPOSITORY, digest);
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void cancelledUploadIsGone(DigestAlgorithm algorithm) throws Exception {
        byte[] content = content(algorithm.prefix(), "cancelled");
        URI upload = registry.beginUpload(REPOSITORY).expect(202).location();
        upload = UploadWay.chunk(registry.call("PATCH", upload), content, 0, UploadWay.CHUNK)
                .expect(202)
                .location();
        registry.call("DELETE", upload).expect(204);
        registry.call("GET", upload).expect(404);
        registry.call("PUT", withDigest(upload, Digest.of(algorithm, content)))
                .body(content)
                .expect(404);
        registry.blob("DELETE", REPOSITORY, Digest.of(algorithm, content)).expect(404);
    }

    @ParameterizedTest
    @CsvSource({"false, SHA256", "false, SHA512", "true, SHA256", "true, SHA512"})
    void chunkOutOfOrderIsRefusedAndTheUploadGoesOn(boolean lastInPut, DigestAlgorithm algorithm) throws Exception {
        byte[] content = content(lastInPut, algorithm.prefix(), "order");
        Digest digest = Digest.of(algorithm, content);
        URI upload = registry.beginUpload(REPOSITORY).expect(202).location();
        int from = 0;
        for (; from + UploadWay.CHUNK < SIZE; from += UploadWay.CHUNK) {
            upload = refuseChunk(upload, content, from + UploadWay.CHUNK, from, lastInPut ? digest : null);
            upload = UploadWay.chunk(registry.call("PATCH", upload), content, from, from + UploadWay.CHUNK)
                    .expect(202)
                    .location();
        }
        upload = refuseChunk(upload, content, 0, from, null);
        if (!lastInPut) {
            upload = UploadWay.chunk(registry.call("PATCH", upload), content, from, SIZE)
                    .expect(202)
                    .location();
            registry.call("PUT", withDigest(upload, digest)).body(new byte[0]).expect(201);
        } else {
            UploadWay.chunk(registry.call("PUT", withDigest(upload, digest)), content, from, SIZE)
                    .expect(201);
        }
        registry.blob("GET", REPOSITORY, digest).expect(200).has(digest, SIZE).withBody(content);
        registry.deleteBlob(REPOSITORY, digest);
    }

    /**
     * Sends a chunk that is not the next one, in a PUT if it would be the last and {@code last} is given; nothing comes of it.
     *
     * @param there how many bytes there are
     * @return where to go on
     */
    private static URI refuseChunk(URI upload, byte[] content, int from, int there, @Nullable Digest last)
            throws Exception {
        int to = Math.min(SIZE, from + UploadWay.CHUNK);
        boolean ends = last != null && to == SIZE;
        URI target = ends ? withDigest(upload, requireNonNull(last)) : upload;
        UploadWay.chunk(registry.call(ends ? "PUT" : "PATCH", target), content, from, to)
                .expect(416);
        // The specification leaves open how to say that nothing is there yet; clients take the last byte from this
        // header.
        return registry.call("GET", target)
                .expect(204)
                .with("Range", "0-" + Math.max(0, there - 1))
                .location();
    }
}
