package dev.sallyport.agent.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.agent.export.CacheFolder.Kept;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.terminal.Progress;
import dev.sallyport.testkit.MemoryDirectory;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheFolderTest {
    private static final StreamName STREAM = new StreamName("factory-7");

    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private SaveWorld world;
    private Descriptor old;
    private Descriptor current;

    @BeforeEach
    void setUp() {
        world = new SaveWorld(folder);
        old = world.images.image().randomLayer(1, 40_000).randomLayer(2, 1_000).add();
        current = world.images
                .image()
                .randomLayer(3, 20_000)
                .randomLayer(2, 1_000)
                .add();
        world.registry.put("app", "1", old, world.images);
        world.registry.put("app", "2", current, world.images);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void dropsWhatTheNewestBundleDoesNotNeed() throws Exception {
        saveBoth();
        CacheFolder cache = cache();
        Set<Digest> needed = needs();
        assertThat(needed).isEqualTo(world.images.closure(current.digest()));

        List<Kept> dropped = cache.prune(needed, 0);

        Set<Digest> notNeeded = new HashSet<>(world.images.closure(old.digest()));
        notNeeded.removeAll(needed);
        assertThat(dropped).extracting(Kept::digest).containsExactlyInAnyOrderElementsOf(notNeeded);
        assertThat(cache.list()).extracting(Kept::digest).containsExactlyInAnyOrderElementsOf(needed);
        world.registry.clearRequests();
        world.emptyOutput();
        world.save(world.asked(world.reference("app:2")).withPrune(true));
        assertThat(world.registry.requests("GET", "/v2/.*/blobs/.*")).isEmpty();
    }

    @Test
    void comesDownToALimitFromWhatWasUsedLongestAgo() throws Exception {
        saveBoth();
        CacheFolder cache = cache();
        long all = bytes(cache.list());

        List<Kept> dropped = cache.prune(Set.of(), all - 1);

        assertThat(dropped).hasSize(1);
        assertThat(world.images.closure(old.digest())).contains(dropped.get(0).digest());
        assertThat(world.images.closure(current.digest()))
                .doesNotContain(dropped.get(0).digest());
        assertThat(cache.prune(Set.of(), all)).isEmpty();
    }

    @Test
    void aSaveKeepsItsCacheWithinItsBoundButForWhatItNeeds() throws Exception {
        world.save("app:1");
        world.now = SaveWorld.START.plusSeconds(3600);

        world.save(world.asked(world.reference("app:2")).withPrune(true).with(options -> options.cacheLimit(0L)));

        assertThat(cache().list())
                .extracting(Kept::digest)
                .containsExactlyInAnyOrderElementsOf(world.images.closure(current.digest()));
    }

    @Test
    void whatADiskHasSpoiltIsDroppedAndFetchedAgain() throws Exception {
        world.save("app:1");
        Digest spoilt = world.images.closure(old.digest()).iterator().next();
        Path file = world.state
                .resolve("cache/blobs/sha256")
                .resolve(spoilt.hex().substring(0, 2))
                .resolve(spoilt.hex());
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);

        assertThat(cache().verify(Progress.NONE)).containsExactly(spoilt);
        assertThat(cache().verify(Progress.NONE)).isEmpty();
        assertThat(cache().list()).extracting(Kept::digest).doesNotContain(spoilt);
        world.emptyOutput();
        world.save("app:1");
        assertThat(world.carried(world.verified())).contains(spoilt);
    }

    @Test
    void dropsUnfinishedDownloadsButNoneThatGoesOn() throws Exception {
        world.save("app:1");
        CacheFolder cache = cache();
        Digest left = Digest.sha256(new byte[] {1});
        Digest going = Digest.sha256(new byte[] {2});
        for (Digest digest : List.of(left, going)) {
            try (var partial = cache.store().upload(UploadId.of(digest))) {
                partial.write(0, new ByteArrayInputStream(new byte[10]), 10);
            }
        }
        assertThat(cache.unfinished()).isEqualTo(2);

        try (var lock = cache.locks().acquire(going);
                var other = new PruningThread(cache)) {
            assertThat(lock).isNotNull();
            assertThat(other.dropped()).isEqualTo(1);
        }
        assertThat(cache.store().uploads()).containsExactly(UploadId.of(going));
    }

    @Test
    void severalStreamsShareACache() throws Exception {
        Path shared = folder.resolve("shared");
        world.save(world.asked(world.reference("app:1")).with(options -> options.cache(shared)));
        assertThat(world.state.resolve("cache")).doesNotExist();
        SaveWorld.delete(world.state);
        world.emptyOutput();
        world.registry.clearRequests();

        world.save(world.asked(world.reference("app:1")).with(options -> options.cache(shared)));

        assertThat(world.registry.requests("GET", "/v2/.*/blobs/.*")).isEmpty();
    }

    @Test
    void aCacheThatIsNotThereIsNotMade() {
        assertThatThrownBy(() -> CacheFolder.openExisting(folder.resolve("typo"), new SystemDisk()))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(folder.resolve("typo")).doesNotExist();
    }

    /** Prunes as another process would: a thread never waits for a lock of its own. */
    private static final class PruningThread implements AutoCloseable {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final CacheFolder cache;

        PruningThread(CacheFolder cache) {
            this.cache = cache;
        }

        int dropped() throws Exception {
            return thread.submit(cache::pruneUnfinished).get();
        }

        @Override
        public void close() {
            thread.shutdown();
        }
    }

    private void saveBoth() throws Exception {
        world.save("app:1");
        world.now = SaveWorld.START.plusSeconds(3600);
        world.save(world.asked(world.reference("app:2")).withPrune(true));
    }

    private CacheFolder cache() throws Exception {
        return CacheFolder.openExisting(world.state.resolve("cache"), new SystemDisk());
    }

    private Set<Digest> needs() throws Exception {
        return CacheNeeds.of(world.state, STREAM).blobs().keySet();
    }

    private static long bytes(List<Kept> blobs) {
        return blobs.stream().collect(Collectors.summingLong(Kept::size));
    }
}
