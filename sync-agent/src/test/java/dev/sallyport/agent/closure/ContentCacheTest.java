package dev.sallyport.agent.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.testkit.Layers;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.TestImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContentCacheTest {
    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private final TestImages images = new TestImages();
    private final MemorySource source = new MemorySource(images);
    private final byte[] content = Layers.randomBytes(1, 100_000);
    private final Descriptor blob = images.blob("application/octet-stream", content);
    private DirectoryStore store;
    private ContentCache cache;

    @BeforeEach
    void openCache() throws IOException {
        store = DirectoryStore.open(folder, new SystemDisk());
        cache = new ContentCache(store, Duration.ZERO);
    }

    @Test
    void goesOnAfterEachBreakWithoutFetchingAByteTwice() throws Exception {
        source.breakOffAfter(7_000);

        cache.fetch(source, blob, count -> {});

        assertThat(cache.holds(blob)).isTrue();
        assertThat(source.fetched()).hasSize(15);
        assertThat(cache.fetchedBytes()).isEqualTo(content.length);
    }

    @Test
    void givesUpASourceThatBringsNothingAndKeepsWhatCameBefore() throws Exception {
        source.breakOffAfter(7_000);
        AtomicLong progress = new AtomicLong();
        assertThatThrownBy(() -> cache.fetch(source, blob, count -> {
                    if (progress.addAndGet(count) >= 7_000) {
                        source.breakOffAfter(0);
                    }
                }))
                .isInstanceOf(DownloadBrokenException.class)
                .hasMessageContaining(blob.digest().toString())
                .hasMessageContaining("7000 of 100000");

        source.breakOffAfter(Long.MAX_VALUE);
        ContentCache next = new ContentCache(store, Duration.ZERO);
        next.fetch(source, blob, count -> {});
        assertThat(next.fetchedBytes()).isEqualTo(content.length - 7_000);
    }

    @Test
    void fetchesFromTheStartWhenWhatAnEarlierRunLeftIsSpoilt() throws Exception {
        leave(Layers.randomBytes(2, 5_000));

        AtomicLong progress = new AtomicLong();
        cache.fetch(source, blob, progress::addAndGet);

        assertThat(cache.holds(blob)).isTrue();
        assertThat(cache.fetchedBytes()).isEqualTo(content.length - 5_000 + content.length);
        assertThat(progress).hasValue(content.length);
    }

    @Test
    void fetchesFromTheStartWhenAnEarlierRunLeftTooMuch() throws Exception {
        leave(Layers.randomBytes(2, 100_001));

        cache.fetch(source, blob, count -> {});

        assertThat(cache.holds(blob)).isTrue();
    }

    @Test
    void startsOverWithASourceThatCannotGoOn() throws Exception {
        leave(Arrays.copyOf(content, 5_000));

        cache.fetch(new OtherContentSource(content), blob, count -> {});

        assertThat(cache.holds(blob)).isTrue();
        assertThat(cache.fetchedBytes()).isEqualTo(content.length);
    }

    @Test
    void refusesOtherContentAndKeepsNoneOfIt() throws Exception {
        Descriptor forged = new Descriptor(
                "application/octet-stream",
                images.blob("application/octet-stream", Layers.randomBytes(3, 10))
                        .digest(),
                content.length);

        assertThatThrownBy(() -> cache.fetch(new OtherContentSource(content), forged, count -> {}))
                .isInstanceOf(DigestMismatchException.class);
        assertThat(cache.holds(forged)).isFalse();
        try (PartialBlob left = store.upload(UploadId.of(forged.digest()))) {
            assertThat(left.size()).isZero();
        }
    }

    @Test
    void fetchesABlobOnceHoweverManyAskForIt() throws Exception {
        try (ParallelTasks tasks = new ParallelTasks(8, "test")) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(tasks.start(blob, item -> {
                    cache.fetch(source, item, count -> {});
                    return true;
                }));
            }
            for (Future<Boolean> each : all) {
                ParallelTasks.join(each);
            }
        }

        assertThat(source.fetched()).hasSize(1);
    }

    @Test
    void carriesTheEmptyBlob() throws Exception {
        Descriptor empty = images.blob("application/octet-stream", new byte[0]);

        cache.fetch(source, empty, count -> {});

        assertThat(cache.holds(empty)).isTrue();
    }

    private void leave(byte[] bytes) throws IOException {
        try (PartialBlob partial = store.upload(UploadId.of(blob.digest()))) {
            partial.write(0, new ByteArrayInputStream(bytes), bytes.length);
        }
    }
}
