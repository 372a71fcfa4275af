package dev.sallyport.appliance.registry;

import static dev.sallyport.appliance.registry.PushFixture.OCTETS;
import static dev.sallyport.appliance.registry.PushFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the protocol by which blobs come in. */
@Timeout(120)
final class BlobPushTest {
    private static final String UPLOADS = "/v2/team/app/blobs/uploads/";

    @TempDir
    private Path folder;

    private PushFixture registry;
    private byte[] content;

    @BeforeEach
    void start() throws Exception {
        registry = new PushFixture(folder);
        content = new byte[3067];
        new Random(1).nextBytes(content);
    }

    @AfterEach
    void stop() throws Exception {
        registry.close();
    }

    private void assertCreated(Answer answer, Digest digest) throws Exception {
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(answer.header("Content-Length")).isEqualTo("0");
        Answer got = registry.get(answer.header("Location"));
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.body()).isEqualTo(content);
        assertThat(registry.uploads.open()).isZero();
    }

    private static void assertError(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text()).startsWith("{\"errors\":[{\"code\":\"" + code + "\"");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    private static String withDigest(String location, Digest digest) {
        return location + "?digest=" + digest.toString().replace(":", "%3A");
    }

    @ParameterizedTest
    @EnumSource
    void postTakesTheWholeBlob(DigestAlgorithm algorithm) throws Exception {
        Digest digest = Digest.of(algorithm, content);
        assertCreated(registry.send("POST", UPLOADS + "?digest=" + digest, content, "Content-Type: " + OCTETS), digest);
    }

    @ParameterizedTest
    @EnumSource
    void putTakesTheWholeBlob(DigestAlgorithm algorithm) throws Exception {
        Digest digest = Digest.of(algorithm, content);
        assertCreated(registry.send("PUT", withDigest(registry.begin("team/app"), digest), content), digest);
    }

    /** Docker's clients read the range and the identifier, containerd's the location. */
    @ParameterizedTest
    @ValueSource(strings = {"/v2/team/app/blobs/uploads/", "/v2/team/app/blobs/uploads"})
    void postBeginsSession(String path) throws Exception {
        Answer answer = registry.send("POST", path, new byte[0]);
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Location")).matches("/v2/team/app/blobs/uploads/[a-z0-9-]+");
        assertThat(answer.header("Range")).isEqualTo("0-0");
        assertThat(answer.header("Location"))
                .isEqualTo("/v2/team/app/blobs/uploads/" + answer.header("Docker-Upload-UUID"));
        assertThat(answer.header("Content-Length")).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource
    void streamedPatchIsCommittedByEmptyPut(DigestAlgorithm algorithm) throws Exception {
        Digest digest = Digest.of(algorithm, content);
        String location = registry.begin("team/app");
        Answer patched = registry.stream("PATCH", location, content, "Content-Type: " + OCTETS);
        assertThat(patched.status()).isEqualTo(202);
        assertThat(patched.header("Range")).isEqualTo("0-3066");
        assertCreated(registry.send("PUT", withDigest(patched.header("Location"), digest), new byte[0]), digest);
    }

    @ParameterizedTest
    @CsvSource({"sha256, false", "sha512, false", "sha512, true"})
    void chunksComeInOrder(String algorithm, boolean lastInPut) throws Exception {
        Digest digest = Digest.of(DigestAlgorithm.valueOf(algorithm.toUpperCase(java.util.Locale.ROOT)), content);
        Answer begun = registry.send("POST", UPLOADS + "?digest-algorithm=" + algorithm, new byte[0]);
        String location = begun.header("Location");
        byte[] last = Arrays.copyOfRange(content, 2048, content.length);
        assertThat(chunk("PATCH", location, 0, 1024).header("Range")).isEqualTo("0-1023");
        assertThat(chunk("PATCH", location, 1024, 2048).header("Range")).isEqualTo("0-2047");
        if (!lastInPut) {
            assertThat(chunk("PATCH", location, 2048, 3067).status()).isEqualTo(202);
            last = new byte[0];
        }
        String range = lastInPut ? "2048-3066" : "3067-3066";
        assertCreated(registry.send("PUT", withDigest(location, digest), last, "Content-Range: " + range), digest);
    }

    private Answer chunk(String method, String path, int from, int to) throws Exception {
        return registry.send(
                method,
                path,
                Arrays.copyOfRange(content, from, to),
                "Content-Range: " + from + "-" + (to - 1),
                "Content-Type: " + OCTETS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "PUT"})
    void chunkOutOfOrderIsRefusedAndSessionGoesOn(String method) throws Exception {
        Digest digest = Digest.sha256(content);
        String location = registry.begin("team/app");
        chunk("PATCH", location, 0, 1024);
        String path = method.equals("PUT") ? withDigest(location, digest) : location;
        for (int from : new int[] {0, 1023, 1025, 2048}) {
            Answer refused = chunk(method, path, from, 3067);
            assertError(refused, 416, "RANGE_INVALID");
            assertThat(refused.header("Range")).isEqualTo("0-1023");
            assertThat(refused.header("Location")).isEqualTo(location);
            Answer status = registry.get(path);
            assertThat(status.status()).isEqualTo(204);
            assertThat(status.header("Range")).isEqualTo("0-1023");
            assertThat(status.header("Location")).isEqualTo(location);
        }
        assertCreated(chunk("PUT", withDigest(location, digest), 1024, 3067), digest);
    }

    @Test
    void emptyBlobIsABlob() throws Exception {
        content = new byte[0];
        Digest digest = Digest.sha256(content);
        assertCreated(registry.send("PUT", withDigest(registry.begin("team/app"), digest), content), digest);
        assertThat(registry.head("/v2/team/app/blobs/" + digest).header("Content-Length"))
                .isEqualTo("0");
    }

    @Test
    void cancelledSessionIsGone() throws Exception {
        String location = registry.begin("team/app");
        registry.stream("PATCH", location, content);
        assertThat(registry.send("DELETE", location, new byte[0]).status()).isEqualTo(204);
        assertError(registry.get(location), 404, "BLOB_UPLOAD_UNKNOWN");
        assertError(registry.send("PATCH", location, content), 404, "BLOB_UPLOAD_UNKNOWN");
        assertError(registry.send("DELETE", location, new byte[0]), 404, "BLOB_UPLOAD_UNKNOWN");
        assertThat(registry.store.content().uploads()).isEmpty();
    }

    /** It is one session's content alone: what was sent for another repository is not reached through this one. */
    @Test
    void sessionIsOfItsRepository() throws Exception {
        String elsewhere = registry.begin("team/app").replace("team/app", "team/other");
        assertError(registry.get(elsewhere), 404, "BLOB_UPLOAD_UNKNOWN");
        assertError(registry.send("PATCH", elsewhere, content), 404, "BLOB_UPLOAD_UNKNOWN");
        assertError(
                registry.send("PUT", withDigest(elsewhere, Digest.sha256(content)), content),
                404,
                "BLOB_UPLOAD_UNKNOWN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234", "..", "push-0", "%2e%2e%2fsecret", "PUSH", "manifest-1"})
    void sessionThatNeverWasIsUnknown(String id) throws Exception {
        assertThat(registry.get(UPLOADS + id).status()).isIn(400, 404);
        assertThat(registry.send("PATCH", UPLOADS + id, content).status()).isIn(400, 404);
        assertThat(registry.store.content().uploads()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void contentThatIsNotItsDigestIsRefused(DigestAlgorithm algorithm) throws Exception {
        Digest digest = Digest.of(algorithm, bytes("something else"));
        assertError(registry.send("POST", UPLOADS + "?digest=" + digest, content), 400, "DIGEST_INVALID");
        assertError(
                registry.send("PUT", withDigest(registry.begin("team/app"), digest), content), 400, "DIGEST_INVALID");
        String location = registry.begin("team/app");
        registry.stream("PATCH", location, content);
        assertError(registry.send("PUT", withDigest(location, digest), new byte[0]), 400, "DIGEST_INVALID");
        assertThat(registry.get("/v2/team/app/blobs/" + digest).status()).isEqualTo(404);
        assertThat(registry.store.content().uploads()).isEmpty();
        assertThat(registry.uploads.open()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?digest=",
                "?digest=sha256:0",
                "?digest=md5:d41d8cd98f00b204e9800998ecf8427e",
                "?digest=../x"
            })
    void putWithoutUsableDigestHarmsNothing(String query) throws Exception {
        String location = registry.begin("team/app");
        registry.stream("PATCH", location, content);
        assertError(registry.send("PUT", location + query, new byte[0]), 400, "DIGEST_INVALID");
        Digest digest = Digest.sha256(content);
        assertCreated(registry.send("PUT", withDigest(location, digest), new byte[0]), digest);
    }

    @ParameterizedTest
    @CsvSource({"0-99, 100, 99", "0-99, 101, 400", "5-4, 0, 0", "x-9, 10, 400", "9-2, 0, 400", "-5, 5, 400"})
    void rangeAndLengthMustAgree(String range, int length, int expected) throws Exception {
        String location = registry.begin("team/app");
        Answer answer = registry.send("PATCH", location, Arrays.copyOf(content, length), "Content-Range: " + range);
        assertThat(answer.status()).isIn(expected == 400 ? new Integer[] {400} : new Integer[] {202, 416});
        if (expected == 400) {
            assertError(answer, 400, "SIZE_INVALID");
            assertThat(registry.get(location).header("Range")).isEqualTo("0-0");
        }
    }

    /** A part without a length that is not as long as its range says. */
    @ParameterizedTest
    @CsvSource({"100, 99", "100, 101"})
    void streamedPartMustBeAsLongAsItsRange(int said, int sent) throws Exception {
        String location = registry.begin("team/app");
        Answer answer =
                registry.stream("PATCH", location, Arrays.copyOf(content, sent), "Content-Range: 0-" + (said - 1));
        assertError(answer, 400, "SIZE_INVALID");
        assertThat(registry.get(location).status()).isEqualTo(204);
    }

    @Test
    void unknownDigestAlgorithmIsRefused() throws Exception {
        assertError(registry.send("POST", UPLOADS + "?digest-algorithm=md5", new byte[0]), 400, "DIGEST_INVALID");
    }

    @Test
    void blobThatIsHereMayComeAgain() throws Exception {
        Digest digest = registry.blob("team/app", content);
        assertThat(registry.blob("team/app", content)).isEqualTo(digest);
        assertThat(registry.blob("team/other", content)).isEqualTo(digest);
        assertThat(registry.send("DELETE", "/v2/team/app/blobs/" + digest, new byte[0])
                        .status())
                .isEqualTo(202);
        assertThat(registry.head("/v2/team/app/blobs/" + digest).status()).isEqualTo(404);
        registry.blob("team/app", content);
        assertThat(registry.get("/v2/team/app/blobs/" + digest).body()).isEqualTo(content);
    }
}
