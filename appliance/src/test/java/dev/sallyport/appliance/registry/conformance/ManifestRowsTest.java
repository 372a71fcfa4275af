package dev.sallyport.appliance.registry.conformance;

import static dev.sallyport.appliance.registry.conformance.RegistryUnderTest.REPOSITORY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.MediaTypes;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests that are kept as they are, and those that are refused. */
@Timeout(120)
final class ManifestRowsTest {
    private static final int FOUR_MEGABYTES = 4 << 20;

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

    private static Call put(String reference, String mediaType, byte[] bytes) {
        return registry.call("PUT", "/v2/" + REPOSITORY + "/manifests/" + reference)
                .header("Content-Type", mediaType)
                .streamed(bytes);
    }

    private static void code(Answer refused, String expected) throws Exception {
        assertThat(refused.json().objects("errors").get(0).text("code")).isEqualTo(expected);
    }

    /** An empty index with white space and member order that no encoder makes, of exactly {@code size} bytes. */
    private static byte[] index(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) ' ');
        byte[] json = ("{\t\"manifests\" :[],\n \"mediaType\":\"" + MediaTypes.OCI_INDEX + "\", \"schemaVersion\":2}")
                .getBytes(UTF_8);
        System.arraycopy(json, 0, bytes, 0, json.length);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {200, FOUR_MEGABYTES})
    void manifestIsKeptByteForByte(int size) throws Exception {
        byte[] index = index(size);
        Digest digest = Digest.sha256(index);
        put("tag-" + size, MediaTypes.OCI_INDEX, index).expect(201).with("Docker-Content-Digest", digest.toString());
        for (String reference : new String[] {"tag-" + size, digest.toString()}) {
            registry.manifest("GET", REPOSITORY, reference)
                    .expect(200)
                    .has(digest, size)
                    .with("Content-Type", MediaTypes.OCI_INDEX)
                    .withBody(index);
        }
    }

    @Test
    void manifestLargerThanAnyIsRefused() throws Exception {
        byte[] index = index(4 * FOUR_MEGABYTES);
        registry.call("PUT", "/v2/" + REPOSITORY + "/manifests/too-large")
                .header("Content-Type", MediaTypes.OCI_INDEX)
                .body(index)
                .expect(413);
        registry.manifest("HEAD", REPOSITORY, "too-large").expect(404);
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void manifestThatIsNotOfItsDigestIsRefused(DigestAlgorithm algorithm) throws Exception {
        byte[] promised = index(300);
        byte[] sent = Arrays.copyOf(promised, promised.length + 2);
        Arrays.fill(sent, promised.length, sent.length, (byte) ' ');
        Digest digest = Digest.of(algorithm, promised);
        code(put(digest.toString(), MediaTypes.OCI_INDEX, sent).expect(400), "DIGEST_INVALID");
        registry.manifest("HEAD", REPOSITORY, digest.toString()).expect(404);
        registry.manifest("HEAD", REPOSITORY, Digest.of(algorithm, sent).toString())
                .expect(404);
        registry.manifest("DELETE", REPOSITORY, digest.toString()).expect(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/vnd.oci.image.index.v1+json|",
                "application/vnd.oci.image.index.v1+json|not JSON",
                "application/vnd.oci.image.index.v1+json|[]",
                "application/vnd.oci.image.index.v1+json|{\"schemaVersion\":2,\"schemaVersion\":2,\"manifests\":[]}",
                "application/vnd.oci.image.index.v1+json|{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"sha256:0\"}]}",
                // One document that two readers take for two things: CVE-2021-41190.
                "application/vnd.oci.image.index.v1+json|{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}",
                "application/vnd.oci.image.manifest.v1+json|{\"schemaVersion\":2,\"manifests\":[]}",
                "application/vnd.oci.image.manifest.v1+json"
                        + "|{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}",
            })
    void documentThatIsNoManifestOfItsTypeIsRefused(String mediaType, String document) throws Exception {
        byte[] bytes = (document == null ? "" : document).getBytes(UTF_8);
        code(put("wrong", mediaType, bytes).expect(400), "MANIFEST_INVALID");
        registry.manifest("HEAD", REPOSITORY, "wrong").expect(404);
        registry.blob("HEAD", REPOSITORY, Digest.sha256(bytes)).expect(404);
    }

    /** Blobs and manifests are apart: neither is served as the other. */
    @Test
    void blobIsNoManifest() throws Exception {
        byte[] index = index(500);
        Digest digest = Digest.sha256(index);
        registry.push(REPOSITORY, digest, index);
        registry.manifest("GET", REPOSITORY, digest.toString()).expect(404);
        registry.deleteBlob(REPOSITORY, digest);
    }
}
