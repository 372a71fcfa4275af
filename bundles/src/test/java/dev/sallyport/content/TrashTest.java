package dev.sallyport.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.testkit.RecordingDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken out of a store without being deleted at once. */
final class TrashTest {
    private static final Instant NOW = Instant.parse("2031-01-01T00:00:00Z");

    @TempDir
    private Path root;

    private DirectoryStore store;

    @BeforeEach
    void open() throws IOException {
        store = DirectoryStore.open(root, new RecordingDisk());
    }

    private Digest put(String content) throws Exception {
        return put(Descriptor.of("text/plain", content.getBytes(UTF_8)), content);
    }

    private Digest put(Descriptor descriptor, String content) throws Exception {
        try (PartialBlob upload = store.upload(UploadId.of(descriptor.digest()))) {
            upload.write(0, new ByteArrayInputStream(content.getBytes(UTF_8)), content.length());
            upload.commit(descriptor);
        }
        return descriptor.digest();
    }

    @Test
    void isHeldNoMoreAndReadToItsEndByWhoHasItOpen() throws Exception {
        Digest digest = put("content");
        try (StoredBlob blob = store.open(digest).orElseThrow();
                InputStream in = blob.read(0, blob.size())) {
            assertThat(store.trash().put(digest, NOW)).isEqualTo(7);
            assertThat(store.open(digest)).isEmpty();
            assertThat(store.trash().purge(NOW.plusMillis(1), () -> true)).isEqualTo(new StoredAmount(1, 7));
            assertThat(in).hasContent("content");
        }
        assertThat(store.trash().put(digest, NOW)).isNegative();
    }

    @Test
    void isDeletedNoEarlierThanItsTime() throws Exception {
        Digest early = put("early");
        Digest late = put("late");
        store.trash().put(early, NOW);
        store.trash().put(late, NOW.plusSeconds(1));

        assertThat(store.trash().purge(NOW, () -> true)).isEqualTo(StoredAmount.NONE);
        assertThat(store.trash().amountBefore(NOW.plusSeconds(1))).isEqualTo(new StoredAmount(1, 5));
        assertThat(store.trash().purge(NOW.plusSeconds(1), () -> true)).isEqualTo(new StoredAmount(1, 5));
        assertThat(store.trash().amount()).isEqualTo(new StoredAmount(1, 4));
    }

    @Test
    void stopsWhenItIsToldTo() throws Exception {
        for (int i = 0; i < 5; i++) {
            store.trash().put(put("blob " + i), NOW);
        }
        assertThat(store.trash().purge(NOW.plusSeconds(1), () -> false).files()).isOne();
        assertThat(store.trash().amount().files()).isEqualTo(4);
    }

    @Test
    void contentThatComesAgainIsWrittenAgain() throws Exception {
        Digest digest = put("content");
        store.trash().put(digest, NOW);
        put("content");
        store.trash().purge(NOW.plusSeconds(1), () -> true);
        assertThat(store.size(digest)).hasValue(7);
    }

    @Test
    void listsAFolderInOrder() throws Exception {
        for (int i = 0; i < 300; i++) {
            put("blob " + i);
        }
        long found = 0;
        for (int folder = 0; folder < DirectoryStore.FOLDERS; folder++) {
            assertThat(store.digests(DigestAlgorithm.SHA256, folder)).isSorted();
            found += store.digests(DigestAlgorithm.SHA256, folder).size();
            assertThat(store.digests(DigestAlgorithm.SHA512, folder)).isEmpty();
        }
        assertThat(found).isEqualTo(300);
    }

    @Test
    void listsOfAFolderNothingButBlobs() throws Exception {
        Digest digest = put("content");
        int folder = Integer.parseInt(digest.hex().substring(0, 2), 16);
        Path inside = root.resolve("blobs/sha256").resolve(digest.hex().substring(0, 2));
        Files.writeString(inside.resolve(digest.hex().toUpperCase(Locale.ROOT)), "upper case");
        Files.writeString(inside.resolve(digest.hex().substring(1)), "too short");
        Files.writeString(inside.resolve(digest.hex() + ".part"), "too long");
        Files.writeString(inside.resolve("\u00e4".repeat(64)), "no digits");

        assertThat(store.digests(DigestAlgorithm.SHA256, folder)).containsExactly(digest);
        List<Digest> visited = new ArrayList<>();
        store.forEach(visited::add);
        assertThat(visited).containsExactly(digest);
    }

    @Test
    void saysThatAFolderCannotBeListed() throws Exception {
        Files.createDirectories(root.resolve("blobs/sha256"));
        Files.writeString(root.resolve("blobs/sha256/ab"), "a file where a folder should be");
        assertThatThrownBy(() -> store.digests(DigestAlgorithm.SHA256, 0xab))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("sha256/ab");
    }

    @Test
    void quarantineKeepsWhatIsDamagedUntilItIsDeleted() throws Exception {
        Digest digest = put("content");
        assertThat(store.quarantine().put(digest)).isTrue();
        assertThat(store.quarantine().put(digest)).isFalse();
        assertThat(store.open(digest)).isEmpty();
        assertThat(store.quarantine().digests()).containsExactly(digest);
        assertThat(store.quarantine().file(digest)).hasContent("content");

        put("content");
        store.quarantine().delete(digest);
        store.quarantine().delete(digest);

        assertThat(store.quarantine().digests()).isEmpty();
        assertThat(store.size(digest)).hasValue(7);
    }

    @Test
    void anUploadExpiresOnlyWhenNobodyHasItOpenOrWroteToIt() throws Exception {
        UploadId id = new UploadId("slow");
        try (PartialBlob upload = store.upload(id)) {
            upload.write(0, new ByteArrayInputStream(new byte[3]), 3);
            assertThat(store.expireUpload(id, NOW)).isNegative();
        }
        assertThat(store.expireUpload(id, Instant.EPOCH)).isNegative();
        assertThat(store.expireUpload(id, NOW)).isEqualTo(3);
        assertThat(store.expireUpload(id, NOW)).isNegative();
        assertThat(store.uploads()).isEmpty();
    }
}
