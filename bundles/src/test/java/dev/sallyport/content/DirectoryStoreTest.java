package dev.sallyport.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.testkit.ContentStoreContract;
import dev.sallyport.testkit.ForwardingDisk;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.RecordingDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryStoreTest extends ContentStoreContract {
    private static final byte[] HELLO = "hello".getBytes(UTF_8);
    private static final Descriptor HELLO_BLOB = Descriptor.of("text/plain", HELLO);
    private static final UploadId ID = new UploadId("upload-1");

    @TempDir(factory = MemoryDirectory.class)
    Path root;

    @Override
    protected ContentStore newStore() throws IOException {
        // Does not wait for the real disk; that the system's disk works is another test.
        return DirectoryStore.open(root, new RecordingDisk());
    }

    @Override
    protected ContentStore reopen() throws IOException {
        return newStore();
    }

    private static void put(ContentStore store) throws Exception {
        try (PartialBlob partial = store.upload(ID)) {
            partial.write(0, new ByteArrayInputStream(HELLO), HELLO.length);
            partial.commit(HELLO_BLOB);
        }
    }

    @Test
    void putsABlobUnderItsWholeDigest() throws Exception {
        put(DirectoryStore.open(root, new SystemDisk()));
        String hex = Digest.sha256(HELLO).hex();
        assertThat(root.resolve("blobs/sha256").resolve(hex.substring(0, 2)).resolve(hex))
                .hasBinaryContent(HELLO);
        assertThat(root.resolve("partial")).isEmptyDirectory();
    }

    @Test
    void whatCouldNotBeSyncedIsNotSyncedAgain() throws Exception {
        RecordingDisk disk = new RecordingDisk();
        DirectoryStore store = DirectoryStore.open(root, disk);
        PartialBlob partial = store.upload(ID);
        partial.write(0, new ByteArrayInputStream(HELLO), HELLO.length);
        // After the one of the directory that the blob will be in.
        disk.failAt(disk.operations().size() + 2);

        assertThatThrownBy(() -> partial.commit(HELLO_BLOB)).isInstanceOf(IOException.class);

        assertThat(disk.operations()).contains("sync upload-1").last().isEqualTo("delete upload-1");
        partial.close();
        assertThat(store.uploads()).isEmpty();
        put(store);
        assertThat(store.holdsDurably(HELLO_BLOB.digest(), HELLO.length)).isTrue();
    }

    @Test
    void syncsABlobBeforeItIsNamedAndItsNameAfterwards() throws Exception {
        RecordingDisk disk = new RecordingDisk();
        put(DirectoryStore.open(root, disk));
        String hex = Digest.sha256(HELLO).hex();
        assertThat(disk.operations())
                .endsWith(
                        "append upload-1",
                        "write upload-1",
                        "syncDirectory sha256",
                        "sync upload-1",
                        "publish " + hex,
                        "syncDirectory " + hex.substring(0, 2));
    }

    @Test
    void sayingThatABlobIsHeldForGoodMakesTheNameDurableThatSomebodyElseIsGivingIt() throws Exception {
        RecordingDisk disk = new RecordingDisk();
        AtomicReference<DirectoryStore> store = new AtomicReference<>();
        List<String> afterNaming = new ArrayList<>();
        Disk asking = new AskedDisk(disk, () -> {
            if (store.get().holdsDurably(HELLO_BLOB.digest(), HELLO.length)) {
                afterNaming.addAll(disk.operations());
            }
        });
        store.set(DirectoryStore.open(root, asking));
        put(store.get());
        assertThat(store.get().holdsDurably(HELLO_BLOB.digest(), HELLO.length)).isTrue();
        store.get().remove(HELLO_BLOB.digest());
        afterNaming.clear();

        put(store.get());

        String hex = HELLO_BLOB.digest().hex();
        assertThat(afterNaming).endsWith("publish " + hex, "syncDirectory " + hex.substring(0, 2));
    }

    @Test
    void lookingForOldUploadsIsInNobodysWay() throws Exception {
        DirectoryStore store = DirectoryStore.open(root, new RecordingDisk());
        store.upload(ID).close();
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Long> looking = CompletableFuture.supplyAsync(() -> {
            long found = 0;
            while (!done.get()) {
                try {
                    found = Math.max(found, store.expireUpload(ID, Instant.EPOCH) + 1);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return found;
        });
        try {
            for (int i = 0; i < 5000; i++) {
                store.upload(ID).close(); // fails if it is open already
            }
        } finally {
            done.set(true);
        }
        assertThat(looking.get()).isZero();
    }

    // Whoever named it first may have been killed before the name was durable.
    @Test
    void syncsTheNameOfABlobThatIsHeldAlready() throws Exception {
        put(newStore());
        RecordingDisk disk = new RecordingDisk();
        put(DirectoryStore.open(root, disk));
        assertThat(disk.operations())
                .contains("syncDirectory " + Digest.sha256(HELLO).hex().substring(0, 2))
                .doesNotContain("publish " + Digest.sha256(HELLO).hex());
    }

    // Whoever made them may have been killed before they were durable.
    @Test
    void syncsItsDirectoriesEvenIfTheyAreThere() throws Exception {
        newStore();
        RecordingDisk disk = new RecordingDisk();
        DirectoryStore.open(root, disk);
        assertThat(disk.operations())
                .containsExactly(
                        "syncDirectory sha256",
                        "syncDirectory sha512",
                        "syncDirectory blobs",
                        "syncDirectory " + root.getFileName());
    }

    @Test
    void makesADirectoryDurableBeforeItPutsTheFirstBlobThere() throws Exception {
        RecordingDisk disk = new RecordingDisk();
        ContentStore store = DirectoryStore.open(root, disk);
        put(store);
        store.remove(HELLO_BLOB.digest());
        put(store);
        List<String> changes = disk.operations().stream()
                .filter(name -> name.equals("syncDirectory sha256") || name.startsWith("publish "))
                .toList();
        String publish = "publish " + HELLO_BLOB.digest().hex();
        assertThat(changes).containsExactly("syncDirectory sha256", "syncDirectory sha256", publish, publish);
    }

    @Test
    void aFullDiskLeavesThePartialBlobToGoOnWith() throws Exception {
        RecordingDisk disk = new RecordingDisk();
        ContentStore store = DirectoryStore.open(root, disk);
        disk.roomFor(3);
        try (PartialBlob partial = store.upload(ID)) {
            assertThatThrownBy(() -> partial.write(0, new ByteArrayInputStream(HELLO), HELLO.length))
                    .isInstanceOf(IOException.class)
                    .hasMessage("No space left on device");
            assertThat(partial.size()).isEqualTo(3);
        }
        disk.roomFor(2);
        try (PartialBlob partial = store.upload(ID)) {
            partial.write(3, new ByteArrayInputStream(HELLO, 3, 2), 2);
            partial.commit(HELLO_BLOB);
        }
        assertThat(store.open(HELLO_BLOB.digest())).isPresent();
    }

    @Test
    void bytesThatAFailedWriteLeftAreNoPartOfABlob() throws Exception {
        RecordingDisk disk = new RecordingDisk();
        ContentStore store = DirectoryStore.open(root, disk);
        disk.roomFor(HELLO.length + 2);
        PartialBlob partial = store.upload(ID);
        partial.write(0, new ByteArrayInputStream(HELLO), HELLO.length);
        assertThatThrownBy(() -> partial.write(HELLO.length, new ByteArrayInputStream(HELLO), HELLO.length))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> partial.commit(HELLO_BLOB)).isInstanceOf(DigestMismatchException.class);
        assertThat(store.open(HELLO_BLOB.digest())).isEmpty();
    }

    @Test
    void makesTheNamesThatAnEarlierRunLeftDurableBeforeItCountsOnThem() throws Exception {
        put(newStore());
        RecordingDisk disk = new RecordingDisk();
        DirectoryStore store = DirectoryStore.open(root, disk);
        int opened = disk.operations().size();

        assertThat(store.holdsDurably(HELLO_BLOB.digest(), HELLO.length + 1)).isFalse();
        assertThat(store.holdsDurably(HELLO_BLOB.digest(), HELLO.length)).isTrue();
        assertThat(store.holdsDurably(HELLO_BLOB.digest(), HELLO.length)).isTrue();

        assertThat(disk.operations().subList(opened, disk.operations().size()))
                .containsExactly("syncDirectory " + HELLO_BLOB.digest().hex().substring(0, 2));
    }

    @Test
    void namesTheUploadsThatWereLeft() throws Exception {
        DirectoryStore store = DirectoryStore.open(root, new RecordingDisk());
        put(store);
        assertThat(store.uploads()).isEmpty();
        store.upload(ID).close();

        assertThat(DirectoryStore.open(root, new RecordingDisk()).uploads()).containsExactly(ID);
    }

    @Test
    void visitsNothingButBlobs() throws Exception {
        ContentStore store = newStore();
        put(store);
        Files.writeString(root.resolve("blobs/sha256/2c/notes.txt"), "left by someone");
        List<Digest> visited = new ArrayList<>();
        store.forEach(visited::add);
        assertThat(visited).containsExactly(HELLO_BLOB.digest());
    }

    private interface Question {
        void ask() throws IOException;
    }

    /** Asks between a file's naming and the sync of its folder. */
    private static final class AskedDisk extends ForwardingDisk {
        private final Question question;

        AskedDisk(Disk disk, Question question) {
            super(disk);
            this.question = question;
        }

        @Override
        public void publish(Path temporary, Path target) throws IOException {
            super.publish(temporary, target);
            question.ask();
        }
    }
}
