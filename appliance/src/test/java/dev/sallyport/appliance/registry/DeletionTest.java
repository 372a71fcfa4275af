package dev.sallyport.appliance.registry;

import static dev.sallyport.appliance.registry.PushFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.PushFixture.Options;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.appliance.uploads.ManifestRules;
import dev.sallyport.appliance.uploads.PushSpace;
import dev.sallyport.appliance.uploads.UploadLimits;
import dev.sallyport.oci.Digest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deletions, and what is not readable after them or elsewhere. */
@Timeout(120)
final class DeletionTest {
    private static final byte[] NOTHING = new byte[0];

    @TempDir
    private Path folder;

    private static void assertError(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text()).startsWith("{\"errors\":[{\"code\":\"" + code + "\"");
    }

    @Test
    void deletedTagLeavesItsManifest() throws Exception {
        try (PushFixture registry = new PushFixture(folder)) {
            Digest digest = registry.image("team/app", "v1");
            assertThat(registry.send("DELETE", "/v2/team/app/manifests/v1", NOTHING)
                            .status())
                    .isEqualTo(202);
            assertThat(registry.head("/v2/team/app/manifests/v1").status()).isEqualTo(404);
            assertThat(registry.head("/v2/team/app/manifests/" + digest).status())
                    .isEqualTo(200);
            assertError(registry.send("DELETE", "/v2/team/app/manifests/v1", NOTHING), 404, "MANIFEST_UNKNOWN");
        }
    }

    @Test
    void deletedManifestTakesItsTagsAlong() throws Exception {
        try (PushFixture registry = new PushFixture(folder)) {
            Digest digest = registry.image("team/app", "v1");
            String path = "/v2/team/app/manifests/" + digest;
            assertThat(registry.send("DELETE", path, NOTHING).status()).isEqualTo(202);
            assertThat(registry.head(path).status()).isEqualTo(404);
            assertThat(registry.head("/v2/team/app/manifests/v1").status()).isEqualTo(404);
            assertError(registry.send("DELETE", path, NOTHING), 404, "MANIFEST_UNKNOWN");
        }
    }

    /** CVE-2026-35172: elsewhere the content is still there, and is not readable here. */
    @Test
    void deletedBlobIsNotReadableThroughItsRepository() throws Exception {
        try (PushFixture registry = new PushFixture(folder)) {
            Digest digest = registry.blob("team/app", bytes("shared"));
            registry.blob("team/other", bytes("shared"));
            String path = "/v2/team/app/blobs/" + digest;
            assertThat(registry.send("DELETE", path, NOTHING).status()).isEqualTo(202);
            assertThat(registry.head(path).status()).isEqualTo(404);
            assertError(registry.get(path), 404, "BLOB_UNKNOWN");
            assertError(registry.get(path, "Range: bytes=0-1"), 404, "BLOB_UNKNOWN");
            assertError(registry.get("/v2/team/app/manifests/" + digest), 404, "MANIFEST_UNKNOWN");
            assertError(registry.send("DELETE", path, NOTHING), 404, "BLOB_UNKNOWN");
            assertThat(registry.get("/v2/team/other/blobs/" + digest).text()).isEqualTo("shared");
        }
    }

    @Test
    void nothingIsDeletedWhereNothingIs() throws Exception {
        try (PushFixture registry = new PushFixture(folder)) {
            Digest digest = Digest.sha256(NOTHING);
            for (String name : new String[] {"team/app", "docker.io/library/nginx", "library/nginx"}) {
                assertError(registry.send("DELETE", "/v2/" + name + "/blobs/" + digest, NOTHING), 404, "BLOB_UNKNOWN");
                assertError(registry.send("DELETE", "/v2/" + name + "/manifests/v1", NOTHING), 404, "MANIFEST_UNKNOWN");
            }
            assertError(registry.send("DELETE", "/v2/team/app/manifests/sha256:bad", NOTHING), 400, "DIGEST_INVALID");
        }
    }

    /** CVE-2026-41888: tags too. */
    @Test
    void nothingIsDeletedWhenThatIsSwitchedOff() throws Exception {
        Options options = new Options(
                new RegistrySettings(false, null), new ManifestRules(true), PushSpace.NONE, UploadLimits.DEFAULT);
        try (PushFixture registry = new PushFixture(folder, options)) {
            Digest digest = registry.image("team/app", "v1");
            Digest blob = registry.blob("team/app", bytes("a blob"));
            assertError(registry.send("DELETE", "/v2/team/app/manifests/v1", NOTHING), 405, "UNSUPPORTED");
            assertError(registry.send("DELETE", "/v2/team/app/manifests/" + digest, NOTHING), 405, "UNSUPPORTED");
            Answer refused = registry.send("DELETE", "/v2/team/app/blobs/" + blob, NOTHING);
            assertError(refused, 405, "UNSUPPORTED");
            assertThat(refused.text()).contains("without --no-delete");
            assertThat(registry.head("/v2/team/app/manifests/v1").status()).isEqualTo(200);
            assertThat(registry.head("/v2/team/app/blobs/" + blob).status()).isEqualTo(200);
            assertThat(registry.send("DELETE", registry.begin("team/app"), NOTHING)
                            .status())
                    .isEqualTo(204);
        }
    }

    @Test
    void contentIsMountedFromWhereItIs() throws Exception {
        try (PushFixture registry = new PushFixture(folder)) {
            Digest digest = registry.blob("team/base", bytes("a layer"));
            String mount = "/v2/team/app/blobs/uploads/?mount=" + digest;
            assertThat(registry.send("POST", mount + "&from=team/elsewhere", NOTHING)
                            .status())
                    .isEqualTo(202);
            Answer mounted = registry.send("POST", mount + "&from=team/base", NOTHING);
            assertThat(mounted.status()).isEqualTo(201);
            assertThat(mounted.header("Docker-Content-Digest")).isEqualTo(digest.toString());
            assertThat(registry.get(mounted.header("Location")).text()).isEqualTo("a layer");
            Answer anywhere = registry.send("POST", mount.replace("team/app", "team/third"), NOTHING);
            assertThat(anywhere.status()).isEqualTo(201);
            String unknown = "/v2/team/app/blobs/uploads/?mount=" + Digest.sha256(bytes("nowhere"));
            Answer session = registry.send("POST", unknown, NOTHING);
            assertThat(session.status()).isEqualTo(202);
            assertThat(registry.get(session.header("Location")).status()).isEqualTo(204);
        }
    }
}
