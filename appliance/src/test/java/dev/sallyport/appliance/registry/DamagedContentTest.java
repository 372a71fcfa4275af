package dev.sallyport.appliance.registry;

import static dev.sallyport.appliance.registry.PushFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients ask first, and bring only what is not here: so damage must look to them as if it were not. */
@Timeout(120)
final class DamagedContentTest {
    private static final byte[] CONFIG = bytes("{\"architecture\":\"amd64\",\"os\":\"linux\"}");
    private static final byte[] LAYER = bytes("a layer that the disk will damage");
    private static final byte[] MANIFEST = bytes(PushFixture.manifestText(CONFIG, LAYER, ""));
    private static final String BLOB = "/v2/team/app/blobs/" + Digest.sha256(LAYER);
    private static final String TAG = "/v2/team/app/manifests/1";

    @TempDir
    private Path folder;

    private PushFixture registry;

    @BeforeEach
    void push() throws Exception {
        registry = new PushFixture(folder);
        registry.blob("team/app", CONFIG);
        registry.blob("team/app", LAYER);
        putManifest();
    }

    @AfterEach
    void stop() throws Exception {
        registry.close();
    }

    private void putManifest() throws IOException {
        assertThat(registry.send("PUT", TAG, MANIFEST, "Content-Type: " + MediaTypes.OCI_MANIFEST)
                        .status())
                .isEqualTo(201);
    }

    private void cut(byte[] content) throws IOException {
        String hex = Digest.sha256(content).hex();
        Files.write(
                folder.resolve("content/blobs/sha256/" + hex.substring(0, 2) + "/" + hex),
                Arrays.copyOf(content, content.length / 2));
    }

    private void assertGone(String path) throws IOException {
        assertThat(registry.head(path).status()).as(path).isEqualTo(404);
        Answer answer = registry.get(path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(404);
        assertThat(answer.text()).contains("_UNKNOWN");
    }

    private void assertHeals() throws IOException {
        assertThat(registry.head(TAG).status()).isIn(200, 404);
        registry.blob("team/app", LAYER);
        putManifest();
        assertThat(registry.head(BLOB).status()).isEqualTo(200);
        assertThat(registry.get(BLOB).body()).isEqualTo(LAYER);
        assertThat(registry.head(TAG).status()).isEqualTo(200);
        assertThat(registry.get(TAG).body()).isEqualTo(MANIFEST);
    }

    @Test
    void whatWasTakenOutOfServiceIsNotHereAndHealsByAPush() throws Exception {
        // What was asked before may be remembered.
        assertThat(registry.head(TAG).status()).isEqualTo(200);
        assertThat(registry.head(BLOB).status()).isEqualTo(200);
        assertThat(registry.store.content().quarantine().put(Digest.sha256(LAYER)))
                .isTrue();
        assertThat(registry.store.content().quarantine().put(Digest.sha256(MANIFEST)))
                .isTrue();

        assertGone(BLOB);
        assertGone(TAG);
        assertGone("/v2/team/app/manifests/" + Digest.sha256(MANIFEST));
        assertHeals();
    }

    @Test
    void whatLostItsEndIsNotHereAndHealsByAPush() throws Exception {
        cut(LAYER);
        cut(MANIFEST);

        assertGone(BLOB);
        assertGone(TAG);
        assertHeals();
    }

    @Test
    void aManifestIsNotTakenWhoseContentIsOutOfService() throws Exception {
        registry.store.content().quarantine().put(Digest.sha256(CONFIG));

        Answer answer = registry.send("PUT", TAG, MANIFEST, "Content-Type: " + MediaTypes.OCI_MANIFEST);

        assertThat(answer.status()).as(answer.text()).isEqualTo(404);
        assertThat(answer.text())
                .contains("MANIFEST_BLOB_UNKNOWN", Digest.sha256(CONFIG).toString());
    }

    @Test
    void aBlobWhoseFileIsGoneIsNotMounted() throws Exception {
        registry.store.content().quarantine().put(Digest.sha256(LAYER));

        Answer answer = registry.send(
                "POST", "/v2/team/other/blobs/uploads/?mount=" + Digest.sha256(LAYER) + "&from=team/app", new byte[0]);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(registry.head("/v2/team/other/blobs/" + Digest.sha256(LAYER)).status())
                .isEqualTo(404);
    }
}
