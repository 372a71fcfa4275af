package dev.sallyport.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.content.ContentStore;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link ContentStore} does; an implementation's test inherits this. */
public abstract class ContentStoreContract {
    private static final byte[] HELLO = "hello, world".getBytes(UTF_8);
    private static final UploadId ID = new UploadId("upload-1");

    private ContentStore store;

    /** A store with nothing in it. */
    protected abstract ContentStore newStore() throws Exception;

    /** The same content opened anew, as after a restart. */
    protected abstract ContentStore reopen() throws Exception;

    @BeforeEach
    final void makeStore() throws Exception {
        store = newStore();
    }

    private static Descriptor descriptor(byte[] content) {
        return Descriptor.of("application/octet-stream", content);
    }

    private static InputStream stream(byte[] content, int from, int length) {
        return new ByteArrayInputStream(content, from, length);
    }

    private void put(byte[] content) throws Exception {
        put(descriptor(content), content);
    }

    private void put(Descriptor descriptor, byte[] content) throws Exception {
        try (PartialBlob partial = store.upload(UploadId.of(descriptor.digest()))) {
            partial.write(0, new ByteArrayInputStream(content), content.length);
            partial.commit(descriptor);
        }
    }

    private byte[] get(Digest digest) throws IOException {
        try (StoredBlob blob = store.open(digest).orElseThrow();
                InputStream in = blob.read(0, blob.size())) {
            return in.readAllBytes();
        }
    }

    private boolean holds(Digest digest) throws IOException {
        Optional<StoredBlob> found = store.open(digest);
        if (found.isPresent()) {
            found.get().close();
        }
        return found.isPresent();
    }

    private List<Digest> all() throws IOException {
        List<Digest> all = new ArrayList<>();
        store.forEach(all::add);
        return all;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void holdsNothingAtFirst() throws Exception {
        assertThat(holds(Digest.sha256(HELLO))).isFalse();
        assertThat(all()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatWasCommitted(DigestAlgorithm algorithm) throws Exception {
        Digest digest = Digest.of(algorithm, HELLO);
        put(new Descriptor("text/plain", digest, HELLO.length), HELLO);
        assertThat(get(digest)).isEqualTo(HELLO);
        assertThat(all()).containsExactly(digest);
        store = reopen();
        assertThat(get(digest)).isEqualTo(HELLO);
    }

    @Test
    void keepsTheEmptyBlob() throws Exception {
        put(new byte[0]);
        assertThat(get(Digest.sha256(new byte[0]))).isEmpty();
    }

    @Test
    void readsAnyPart() throws Exception {
        put(HELLO);
        try (StoredBlob blob = store.open(Digest.sha256(HELLO)).orElseThrow()) {
            assertThat(blob.size()).isEqualTo(HELLO.length);
            assertThat(blob.read(7, 5)).hasBinaryContent("world".getBytes(UTF_8));
            assertThat(blob.read(HELLO.length, 0)).isEmpty();
            assertThatThrownBy(() -> blob.read(8, 5)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blob.read(-1, 2)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blob.read(1, Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theFileBehindABlobIsTheBlob() throws Exception {
        put(HELLO);
        try (StoredBlob blob = store.open(Digest.sha256(HELLO)).orElseThrow()) {
            Optional<FileChannel> file = blob.file();
            if (file.isPresent()) {
                ByteBuffer content = ByteBuffer.allocate(HELLO.length + 1);
                file.get().read(content, 0);
                assertThat(content.flip()).isEqualTo(ByteBuffer.wrap(HELLO));
            }
        }
    }

    @Test
    void nothingIsVisibleBeforeTheCommit() throws Exception {
        try (PartialBlob partial = store.upload(ID)) {
            partial.write(0, new ByteArrayInputStream(HELLO), HELLO.length);
            assertThat(holds(Digest.sha256(HELLO))).isFalse();
            assertThat(all()).isEmpty();
        }
        assertThat(holds(Digest.sha256(HELLO))).isFalse();
    }

    @Test
    void goesOnWhereAnEarlierUploadStopped() throws Exception {
        byte[] content = random(700_000);
        try (PartialBlob partial = store.upload(ID)) {
            partial.write(0, stream(content, 0, 300_001), 300_001);
        }
        store = reopen();
        try (PartialBlob partial = store.upload(ID)) {
            assertThat(partial.size()).isEqualTo(300_001);
            partial.write(300_001, stream(content, 300_001, 399_999), 399_999);
            partial.commit(descriptor(content));
        }
        assertThat(get(Digest.sha256(content))).isEqualTo(content);
    }

    @Test
    void keepsWhatCameBeforeTheContentEnded() throws Exception {
        try (PartialBlob partial = store.upload(ID)) {
            assertThatThrownBy(() -> partial.write(0, stream(HELLO, 0, 7), HELLO.length))
                    .isInstanceOf(EOFException.class);
            assertThat(partial.size()).isEqualTo(7);
            partial.write(7, stream(HELLO, 7, 5), 5);
            partial.commit(descriptor(HELLO));
        }
        assertThat(get(Digest.sha256(HELLO))).isEqualTo(HELLO);
    }

    @Test
    void keepsWhatCameBeforeAStreamBrokeOff() throws Exception {
        InputStream broken = new InputStream() {
            private final InputStream before = stream(HELLO, 0, 7);

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = before.read(target, offset, length);
                if (count < 0) {
                    throw new IOException("connection reset");
                }
                return count;
            }
        };
        try (PartialBlob partial = store.upload(ID)) {
            assertThatThrownBy(() -> partial.write(0, broken, HELLO.length)).hasMessage("connection reset");
            assertThat(partial.size()).isEqualTo(7);
        }
        try (PartialBlob partial = store.upload(ID)) {
            partial.write(7, stream(HELLO, 7, 5), 5);
            partial.commit(descriptor(HELLO));
        }
        assertThat(get(Digest.sha256(HELLO))).isEqualTo(HELLO);
    }

    @Test
    void readsNoMoreThanItWasTold() throws Exception {
        InputStream in = new ByteArrayInputStream("hello, world and more".getBytes(UTF_8));
        try (PartialBlob partial = store.upload(ID)) {
            partial.write(0, in, HELLO.length);
            partial.commit(descriptor(HELLO));
        }
        assertThat(in).hasContent(" and more");
    }

    @Test
    void takesPartsInAnyOrder() throws Exception {
        byte[] content = random(1000);
        try (PartialBlob partial = store.upload(ID)) {
            partial.write(600, stream(content, 600, 400), 400);
            partial.write(0, stream(content, 0, 300), 300);
            partial.write(300, stream(content, 300, 300), 300);
            partial.commit(descriptor(content));
        }
        assertThat(get(Digest.sha256(content))).isEqualTo(content);
    }

    @Test
    void theLastWriteOfAPlaceCounts() throws Exception {
        try (PartialBlob partial = store.upload(ID)) {
            partial.write(0, new ByteArrayInputStream("hEllo, world".getBytes(UTF_8)), HELLO.length);
            partial.write(1, stream(HELLO, 1, 1), 1);
            partial.commit(descriptor(HELLO));
        }
        assertThat(get(Digest.sha256(HELLO))).isEqualTo(HELLO);
    }

    @Test
    void refusesContentWithAHole() throws Exception {
        try (PartialBlob partial = store.upload(ID)) {
            partial.write(0, stream(HELLO, 0, 3), 3);
            partial.write(6, stream(HELLO, 6, 6), 6);
            assertThatThrownBy(() -> partial.commit(descriptor(HELLO))).isInstanceOf(DigestMismatchException.class);
        }
        assertThat(all()).isEmpty();
    }

    @Test
    void keepsNothingOfContentWithAnotherDigest() throws Exception {
        byte[] other = "hello, w0rld".getBytes(UTF_8);
        try (PartialBlob partial = store.upload(ID)) {
            partial.write(0, new ByteArrayInputStream(other), other.length);
            assertThatThrownBy(() -> partial.commit(descriptor(HELLO)))
                    .isInstanceOf(DigestMismatchException.class)
                    .hasMessageContaining(Digest.sha256(HELLO).toString())
                    .hasMessageContaining(Digest.sha256(other).toString());
        }
        assertThat(all()).isEmpty();
        try (PartialBlob partial = store.upload(ID)) {
            assertThat(partial.size()).isZero();
        }
    }

    @Test
    void keepsNothingOfContentOfAnotherSize() throws Exception {
        try (PartialBlob partial = store.upload(ID)) {
            partial.write(0, stream(HELLO, 0, 11), 11);
            assertThatThrownBy(() -> partial.commit(descriptor(HELLO)))
                    .isInstanceOf(DigestMismatchException.class)
                    .hasMessageContaining("expected 12 bytes, found 11 bytes");
        }
        assertThat(all()).isEmpty();
        try (PartialBlob partial = store.upload(ID)) {
            assertThat(partial.size()).isZero();
        }
    }

    @Test
    void discardDropsWhatWasWritten() throws Exception {
        PartialBlob partial = store.upload(ID);
        partial.write(0, new ByteArrayInputStream(HELLO), HELLO.length);
        partial.discard();
        assertThatThrownBy(() -> partial.commit(descriptor(HELLO))).isInstanceOf(IllegalStateException.class);
        try (PartialBlob again = store.upload(ID)) {
            assertThat(again.size()).isZero();
        }
    }

    @Test
    void oneUploadOfAnIdIsOpenAtATime() throws Exception {
        PartialBlob first = store.upload(ID);
        assertThatThrownBy(() -> store.upload(ID)).isInstanceOf(IllegalStateException.class);
        first.close();
        first.close();
        PartialBlob second = store.upload(ID);
        first.close();
        assertThatThrownBy(() -> store.upload(ID)).isInstanceOf(IllegalStateException.class);
        second.close();
    }

    @Test
    void committingWhatIsHeldChangesNothing() throws Exception {
        put(HELLO);
        put(HELLO);
        assertThat(all()).containsExactly(Digest.sha256(HELLO));
        assertThat(get(Digest.sha256(HELLO))).isEqualTo(HELLO);
    }

    @Test
    void oneDigestMayBeUploadedUnderManyIdsAtOnce() throws Exception {
        byte[] content = random(300_000);
        int uploads = 4;
        CyclicBarrier together = new CyclicBarrier(uploads);
        ExecutorService threads = Executors.newFixedThreadPool(uploads);
        try {
            List<Future<Void>> ends = new ArrayList<>();
            for (int i = 0; i < uploads; i++) {
                UploadId id = new UploadId("parallel-" + i);
                Callable<Void> upload = () -> {
                    try (PartialBlob partial = store.upload(id)) {
                        partial.write(0, new ByteArrayInputStream(content), content.length);
                        together.await();
                        partial.commit(descriptor(content));
                    }
                    return null;
                };
                ends.add(threads.submit(upload));
            }
            for (Future<Void> end : ends) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(all()).containsExactly(Digest.sha256(content));
        assertThat(get(Digest.sha256(content))).isEqualTo(content);
    }

    @Test
    void aBlobOpenForReadingOutlivesItsRemoval() throws Exception {
        put(HELLO);
        Digest digest = Digest.sha256(HELLO);
        try (StoredBlob blob = store.open(digest).orElseThrow()) {
            store.remove(digest);
            assertThat(holds(digest)).isFalse();
            assertThat(all()).isEmpty();
            assertThat(blob.read(0, blob.size())).hasBinaryContent(HELLO);
        }
        store.remove(digest);
        put(HELLO);
        assertThat(get(digest)).isEqualTo(HELLO);
    }

    @Test
    void visitsEveryBlob() throws Exception {
        List<Digest> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] content = {(byte) i};
            put(content);
            expected.add(Digest.sha256(content));
        }
        Digest wide = Digest.of(DigestAlgorithm.SHA512, HELLO);
        put(new Descriptor("text/plain", wide, HELLO.length), HELLO);
        expected.add(wide);
        assertThat(all()).containsExactlyInAnyOrderElementsOf(expected);
    }
}
