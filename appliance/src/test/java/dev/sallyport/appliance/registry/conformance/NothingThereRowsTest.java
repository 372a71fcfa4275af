package dev.sallyport.appliance.registry.conformance;

import static dev.sallyport.appliance.registry.conformance.RegistryUnderTest.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MediaTypes;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry answers about a repository into which nothing was pushed. */
@Timeout(120)
final class NothingThereRowsTest {
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

    @Test
    void registrySaysThatItIsOne() throws Exception {
        registry.call("GET", "/v2/").expect(200);
    }

    @Test
    void repositoryHasNoTags() throws Exception {
        code(registry.call("GET", "/v2/" + REPOSITORY + "/tags/list").expect(404), "NAME_UNKNOWN");
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void referrersAreAnEmptyIndexAndNeverMissing(DigestAlgorithm algorithm) throws Exception {
        Digest subject = Digest.of(algorithm, new byte[] {1});
        Answer answer = registry.call("GET", "/v2/" + REPOSITORY + "/referrers/" + subject)
                .expect(200)
                .with("Content-Type", MediaTypes.OCI_INDEX);
        JsonReader index = answer.json();
        assertThat(index.text("mediaType")).isEqualTo(MediaTypes.OCI_INDEX);
        assertThat(index.size("schemaVersion")).isEqualTo(2);
        assertThat(index.has("manifests")).isTrue();
        assertThat(index.objects("manifests")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void contentIsMissing(DigestAlgorithm algorithm) throws Exception {
        Digest digest = Digest.of(algorithm, new byte[] {2});
        for (String method : new String[] {"HEAD", "GET", "DELETE"}) {
            Answer blob = registry.blob(method, REPOSITORY, digest).expect(404);
            Answer manifest =
                    registry.manifest(method, REPOSITORY, digest.toString()).expect(404);
            if (method.equals("GET")) {
                code(blob, "BLOB_UNKNOWN");
                code(manifest, "MANIFEST_UNKNOWN");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "GET", "DELETE"})
    void tagIsMissing(String method) throws Exception {
        registry.manifest(method, REPOSITORY, "missing-tag").expect(404);
    }

    @ParameterizedTest
    @CsvSource({"GET", "PATCH", "PUT", "DELETE"})
    void uploadIsMissing(String method) throws Exception {
        String upload = "/v2/" + REPOSITORY + "/blobs/uploads/0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b0b";
        code(registry.call(method, upload).expect(404), "BLOB_UPLOAD_UNKNOWN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sha256:baddigeststring", "sha256:", "md5:d41d8cd98f00b204e9800998ecf8427e", "sha256-no-colon:0"
            })
    void referenceThatIsNoDigestIsRefused(String reference) throws Exception {
        byte[] manifest = ContentSet.of(ContentRow.NO_LAYERS).manifests().get(0).bytes();
        registry.manifest("PUT", REPOSITORY, reference)
                .header("Content-Type", MediaTypes.OCI_MANIFEST)
                .streamed(manifest)
                .expect(400);
        registry.manifest("GET", REPOSITORY, reference).expect(400);
        registry.call("GET", "/v2/" + REPOSITORY + "/referrers/" + reference).expect(400);
        registry.call("GET", "/v2/" + REPOSITORY + "/blobs/" + reference).expect(400);
    }

    private static void code(Answer answer, String expected) throws Exception {
        assertThat(answer.json().objects("errors").get(0).text("code")).isEqualTo(expected);
    }
}
