package dev.sallyport.appliance.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.uploads.BlobPart;
import dev.sallyport.appliance.uploads.ManifestRules;
import dev.sallyport.appliance.uploads.Manifests;
import dev.sallyport.appliance.uploads.PushSpace;
import dev.sallyport.appliance.uploads.UnknownUploadException;
import dev.sallyport.appliance.uploads.UploadStatus;
import dev.sallyport.appliance.uploads.Uploads;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.RecordingDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that says once that it lost what was written, and nothing the next time: what it lost is never acknowledged. */
final class UnsyncedPushTest {
    private static final RepositoryName APP = new RepositoryName("team/app");
    private static final byte[] LAYER = "layer".getBytes(UTF_8);

    @TempDir(factory = MemoryDirectory.class)
    private Path data;

    private final RecordingDisk disk = new RecordingDisk();
    private ApplianceStore store;
    private Uploads uploads;

    @BeforeEach
    void open() throws Exception {
        store = ApplianceStore.open(data, disk, Clock.systemUTC());
        uploads = Uploads.open(store, PushSpace.NONE, Clock.systemUTC());
        // Its directory is there from now on.
        push("first".getBytes(UTF_8));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private static BlobPart part(byte[] content) {
        return new BlobPart(new ByteArrayInputStream(content), BlobPart.UNKNOWN, content.length);
    }

    private void push(byte[] content) throws Exception {
        uploads.push(APP, part(content), Digest.sha256(content), "owner", "test");
    }

    // Of what is done next, the first sync that is no directory's and no journal's fails.
    private void failNextSync(int operationsBefore) {
        disk.failAt(disk.operations().size() + 1 + operationsBefore);
    }

    @Test
    void aSessionEndsWithWhatCouldNotBeSynced() throws Exception {
        UploadStatus session = uploads.begin(APP, "owner", null);
        uploads.append(APP, session.id(), part(LAYER));
        // It opens the file and makes the directory of the blob first.
        failNextSync(2);
        Digest digest = Digest.sha256(LAYER);

        assertThatThrownBy(() -> uploads.commit(APP, session.id(), part(new byte[0]), digest, "test"))
                .isInstanceOf(IOException.class);

        assertThat(disk.failed()).isTrue();
        assertThat(disk.operations()).last().asString().startsWith("delete push-");
        assertThat(uploads.open()).isZero();
        assertThatThrownBy(() -> uploads.commit(APP, session.id(), part(new byte[0]), digest, "test"))
                .isInstanceOf(UnknownUploadException.class);
        push(LAYER);
        assertThat(store.content().size(digest)).hasValue(LAYER.length);
    }

    @Test
    void aManifestThatCouldNotBeWrittenLeavesNothing() throws Exception {
        Manifests manifests = Manifests.open(store, PushSpace.NONE, new ManifestRules(true));
        byte[] config = "{}".getBytes(UTF_8);
        push(config);
        push(LAYER);
        byte[] manifest = PushFixture.manifestText(config, LAYER, "").getBytes(UTF_8);
        // The file is opened, and then written to.
        failNextSync(1);

        assertThatThrownBy(() ->
                        manifests.put(APP, null, List.of(new Tag("1")), MediaTypes.OCI_MANIFEST, manifest, "test"))
                .isInstanceOf(IOException.class);

        assertThat(store.content().uploads()).isEmpty();
        manifests.put(APP, null, List.of(new Tag("1")), MediaTypes.OCI_MANIFEST, manifest, "test");
        assertThat(store.content().size(Digest.sha256(manifest))).hasValue(manifest.length);
    }
}
