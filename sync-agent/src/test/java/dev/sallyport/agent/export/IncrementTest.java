package dev.sallyport.agent.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.bundle.Prerequisite;
import dev.sallyport.failure.Category;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.testkit.MemoryDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bundle with a base carries, and what it leaves to the far side. */
final class IncrementTest {
    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private SaveWorld world;
    private Descriptor app;
    private Descriptor next;

    @BeforeEach
    void setUp() {
        world = new SaveWorld(folder);
        app = world.images.image().randomLayer(1, 30_000).randomLayer(2, 20_000).add();
        // Shares the first layer.
        next = world.images
                .image()
                .randomLayer(1, 30_000)
                .randomLayer(3, 10_000)
                .add();
        world.registry.put("app", "1", app, world.images);
        world.registry.put("app", "2", next, world.images);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void anAddedImageShipsExactlyItsNewBlobs() throws Exception {
        SaveReport first = world.save("app:1");
        world.emptyOutput();

        SaveReport second = world.save(based("app:2", new BaseChoice.Published(1)));

        assertThat(world.carried(world.verified())).isEqualTo(without(closure(next), closure(app)));
        assertThat(prerequisites()).isEqualTo(closure(app));
        assertThat(world.verified().documents().roots()).hasSize(2);
        assertThat(second.statement().base()).isEqualTo(first.position());
        assertThat(second.statement().previous()).isEqualTo(first.position());
        assertThat(second.carried())
                .isEqualTo(without(closure(next), closure(app)).stream()
                        .mapToLong(digest -> world.images.bytes(digest).length)
                        .sum());
    }

    @Test
    void theNewestIsTheBaseIfItCountsAsDelivered() throws Exception {
        world.save(based("app:1", new BaseChoice.Delivered()));
        assertThat(world.verified().verified().statement().base()).isNull();
        world.emptyOutput();

        SaveReport second = world.save(based("app:2", new BaseChoice.Delivered()));

        assertThat(second.statement().base()).isEqualTo(second.statement().previous());
        assertThat(world.carried(world.verified())).isEqualTo(without(closure(next), closure(app)));
    }

    @Test
    void nothingIsWrittenIfNothingChangedSinceTheDelivered() throws Exception {
        world.save("app:1");
        world.emptyOutput();

        SaveReport again = world.save(based("app:1", new BaseChoice.Delivered()));

        assertThat(again.fresh()).isFalse();
        assertThat(again.idle()).isTrue();
        assertThat(again.volumes()).isEmpty();
        assertThat(world.outputFiles()).isEmpty();
        assertThat(world.save(based("app:1", new BaseChoice.Delivered()).withVolumes(Set.of(1)))
                        .volumes())
                .hasSize(1);
    }

    @Test
    void anUnchangedIncrementIsMadeAgainIdentical() throws Exception {
        world.save("app:1");
        world.emptyOutput();
        world.save(based("app:2", new BaseChoice.Published(1)));
        Map<String, byte[]> before = world.outputFiles();
        world.emptyOutput();

        SaveReport again = world.save("app:2");

        assertThat(again.fresh()).isFalse();
        assertThat(world.outputFiles()).containsExactlyInAnyOrderEntriesOf(before);
    }

    @Test
    void aBaseOrFullMakesANewBundleThoughNothingChanged() throws Exception {
        world.save("app:1");

        SaveReport based = world.save(based("app:1", new BaseChoice.Published(1)));
        SaveReport full = world.save(based("app:1", new BaseChoice.Full()));
        SaveReport fullAgain = world.save(based("app:1", new BaseChoice.Full()));

        assertThat(List.of(based, full, fullAgain))
                .extracting(report -> report.statement().sequence())
                .containsExactly(2L, 3L, 4L);
        assertThat(full.statement().base()).isNull();
        assertThat(full.carried()).isEqualTo(full.bytes());
    }

    @Test
    void aBundleOfWhichAllIsHeldHasOneSmallVolumeThatVerifies() throws Exception {
        world.save("app:1");
        world.emptyOutput();

        SaveReport second = world.save(based("app:1", new BaseChoice.Published(1)));

        assertThat(second.carried()).isZero();
        assertThat(second.volumes()).hasSize(1);
        assertThat(second.volumes().get(0).size()).isLessThan(10_000);
        assertThat(world.verified().missing()).isEmpty();
        assertThat(prerequisites()).isEqualTo(closure(app));
    }

    @Test
    void onlyWhatEveryStatementSinceTheBaseHadIsLeftOut() throws Exception {
        world.save("app:1");
        world.save(world.asked(world.reference("app:2")).withPrune(true));
        world.emptyOutput();

        // The far side may have published 2, and dropped what only 1 had.
        world.save(based("app:1", new BaseChoice.Published(1)).withPrune(true));

        assertThat(world.carried(world.verified())).isEqualTo(without(closure(app), closure(next)));
        Set<Digest> common = closure(app);
        common.retainAll(closure(next));
        assertThat(prerequisites()).isNotEmpty().isEqualTo(common);
    }

    @Test
    void whatABaseTookToBeHeldIsHeldStill() throws Exception {
        world.save("app:1");
        world.save(based("app:2", new BaseChoice.Published(1)));
        world.registry.put(
                "app", "3", world.images.image().randomLayer(9, 5_000).add(), world.images);
        world.emptyOutput();

        world.save(based("app:3", new BaseChoice.Published(2)));

        Set<Digest> both = closure(app);
        both.addAll(closure(next));
        assertThat(prerequisites()).isEqualTo(both);
    }

    @Test
    void heldBlobsAreNotFetched() throws Exception {
        world.save("app:1");
        SaveWorld.delete(world.state.resolve("cache"));
        world.registry.clearRequests();

        world.save(based("app:2", new BaseChoice.Published(1)));

        assertThat(world.registry.requests("GET", "/v2/app/blobs/.*")).hasSize(2);
    }

    @Test
    void aFullBundleSaysWhatABaseWouldHaveSpared() throws Exception {
        SaveReport first = world.save("app:1");
        SaveReport second = world.save("app:2");

        assertThat(first.spared()).isZero();
        assertThat(second.statement().base()).isNull();
        assertThat(second.spared()).isEqualTo(first.bytes());
    }

    @Test
    void aBaseThatWasNeverIssuedIsRefusedAndNothingChanges() throws Exception {
        assertThatThrownBy(() -> world.save(based("app:1", new BaseChoice.Published(1))))
                .isInstanceOf(NoSuchSequenceException.class);
        world.save("app:1");

        assertThatThrownBy(() -> world.save(based("app:1", new BaseChoice.Published(7))))
                .isInstanceOfSatisfying(NoSuchSequenceException.class, refused -> {
                    assertThat(refused.category()).isEqualTo(Category.USAGE);
                    assertThat(refused).hasMessageContaining("1 to 1");
                });
        assertThat(world.outputFiles()).hasSize(1);
    }

    @Test
    void aBundleThatWasNotWrittenToItsEndIsFinishedAndIsNoBase() throws Exception {
        world.save("app:1");
        SaveReport second = world.save(based("app:1", new BaseChoice.Full()));
        Map<String, byte[]> written = world.outputFiles();
        // As a run leaves it that was killed after it had put the statement on record.
        Files.createFile(world.state.resolve("history/000002.unwritten"));
        world.emptyOutput();

        SaveReport delivered = world.save(based("app:2", new BaseChoice.Delivered()));
        assertThat(delivered.statement().base()).isEqualTo(second.statement().previous());

        SaveWorld.delete(world.state.resolve("history"));
        world.emptyOutput();
        world.save("app:1");
        world.save(based("app:1", new BaseChoice.Full()));
        Files.createFile(world.state.resolve("history/000002.unwritten"));
        world.emptyOutput();
        SaveReport again = world.save(based("app:1", new BaseChoice.Full()));

        assertThat(again.fresh()).isFalse();
        assertThat(world.outputFiles())
                .containsOnlyKeys("factory-7.000002.v001.tar")
                .containsEntry("factory-7.000002.v001.tar", written.get("factory-7.000002.v001.tar"));
    }

    private SaveWorld.Asked based(String name, BaseChoice base) {
        return world.asked(world.reference(name)).withBase(base);
    }

    private Set<Digest> closure(Descriptor image) {
        return new HashSet<>(world.images.closure(image.digest()));
    }

    private Set<Digest> prerequisites() throws Exception {
        return world.verified().documents().prerequisiteList().stream()
                .map(Prerequisite::digest)
                .collect(Collectors.toSet());
    }

    private static Set<Digest> without(Set<Digest> all, Set<Digest> some) {
        Set<Digest> rest = new HashSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
