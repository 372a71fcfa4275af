package dev.sallyport.agent.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.agent.closure.Selection;
import dev.sallyport.bundle.VolumeTooSmallException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Platform;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.MemoryDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlannerTest {
    private static final String BLOBS = "/v2/.*/blobs/.*";

    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private SaveWorld world;
    private Descriptor app;
    private Descriptor multi;

    @BeforeEach
    void setUp() {
        world = new SaveWorld(folder);
        app = world.images
                .image()
                .randomLayer(1, 60_000)
                .randomLayer(2, 50_000)
                .randomLayer(3, 40_000)
                .add();
        multi = world.images.index(
                world.images.image("linux/amd64").randomLayer(1, 60_000).add(),
                world.images.image("linux/arm64").randomLayer(4, 30_000).add());
        world.images
                .artifact("application/vnd.example.signature")
                .subject(multi)
                .blob("text/plain", "signed")
                .add();
        world.registry.put("app", "1", app, world.images);
        world.registry.put("multi", "1", multi, world.images);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void saysToTheByteWhatASaveThenWrites() throws Exception {
        SaveWorld.Asked asked = world.asked(world.reference("app:1"), world.reference("multi:1"))
                .withVolumeSize(110_000)
                .withExpires(Duration.ofDays(90));

        SavePlan plan = world.plan(asked);
        SaveReport report = world.save(asked);

        assertThat(report.volumes()).hasSizeGreaterThan(1);
        assertThat(plan.volumes())
                .extracting(PlannedVolume::number, PlannedVolume::size)
                .containsExactlyElementsOf(report.volumes().stream()
                        .map(volume -> tuple(volume.number(), volume.size()))
                        .toList());
        assertThat(plan.writtenBytes())
                .isEqualTo(world.outputFiles().values().stream()
                        .mapToLong(bytes -> bytes.length)
                        .sum());
        assertThat(plan.fetchBytes()).isLessThan(plan.bytes()).isGreaterThan(0);
        assertThat(plan.bytes()).isEqualTo(report.bytes());
        assertThat(plan.blobs()).isEqualTo(report.blobs());
    }

    @Test
    void isExactForAnIncrementAndSeveralKeysToo() throws Exception {
        SaveWorld.Asked both = world.asked(world.reference("app:1"), world.reference("multi:1"))
                .withKeys(List.of(world.key, SigningKey.generate(), SigningKey.generate()))
                .withBase(new BaseChoice.Published(1));
        SaveReport first = world.save("app:1");

        SavePlan plan = world.plan(both);
        SaveReport report = world.save(both);

        assertThat(plan.sequence()).isEqualTo(2);
        assertThat(plan.base()).isEqualTo(first.position());
        assertThat(plan.volumes())
                .singleElement()
                .extracting(PlannedVolume::size)
                .isEqualTo(report.volumes().get(0).size());
        assertThat(plan.carriedBytes()).isEqualTo(report.carried());
        assertThat(plan.spared()).isEqualTo(first.bytes());
    }

    @Test
    void aPlanWithoutKeysTakesItThatOneSigns() throws Exception {
        SaveWorld.Asked asked = world.asked(world.reference("app:1"));

        SavePlan plan = world.plan(asked.withKeys(List.of()));

        assertThat(plan.volumes().get(0).size())
                .isEqualTo(world.save(asked).volumes().get(0).size());
    }

    @Test
    void fetchesNoLayerAndLeavesOutputAndHistoryAsTheyAre() throws Exception {
        world.plan(world.asked(world.reference("app:1"), world.reference("multi:1")));

        assertThat(world.registry.requests("GET", BLOBS)).isEmpty();
        assertThat(world.output).doesNotExist();
        assertThat(SaveWorld.files(world.state.resolve("history"))).isEmpty();
    }

    @Test
    void theNewBytesOfTheImagesAddUpToWhatIsCarried() throws Exception {
        world.save("app:1");
        world.emptyOutput();

        SavePlan plan = world.plan(world.asked(world.reference("app:1"), world.reference("multi:1"))
                .withBase(new BaseChoice.Published(1)));

        assertThat(plan.images().stream().mapToLong(PlannedImage::fresh).sum()).isEqualTo(plan.carriedBytes());
        Map<String, PlannedImage> images = new HashMap<>();
        plan.images().forEach(image -> images.put(image.root().upstreamName(), image));
        assertThat(images).hasSize(3);
        PlannedImage held = images.get(world.reference("app:1"));
        assertThat(held.fresh()).isZero();
        assertThat(held.held()).isEqualTo(held.size()).isEqualTo(bytes(world.images.closure(app.digest())));
        PlannedImage fresh = images.get(world.reference("multi:1"));
        Set<Digest> shared = new HashSet<>(world.images.closure(multi.digest()));
        shared.retainAll(world.images.closure(app.digest()));
        assertThat(fresh.size()).isEqualTo(bytes(world.images.closure(multi.digest())));
        assertThat(fresh.held()).isEqualTo(bytes(shared)).isGreaterThan(60_000);
        assertThat(fresh.platforms()).containsExactly("linux/amd64", "linux/arm64");
        assertThat(fresh.root().reason()).isEqualTo("asked for");
    }

    @Test
    void saysThatNothingChangedAndWhichVolumesAreMissing() throws Exception {
        SaveWorld.Asked asked = world.asked(world.reference("app:1")).withVolumeSize(110_000);
        world.save(asked);
        Files.delete(world.output.resolve("factory-7.000001.v002.tar"));

        SavePlan plan = world.plan(asked);

        assertThat(plan.unchanged()).isTrue();
        assertThat(plan.sequence()).isEqualTo(1);
        assertThat(plan.volumes())
                .filteredOn(PlannedVolume::written)
                .extracting(PlannedVolume::number)
                .containsExactly(2);
        assertThat(plan.writtenBytes())
                .isEqualTo(world.save(asked).volumes().stream()
                        .filter(SavedVolume::written)
                        .mapToLong(SavedVolume::size)
                        .sum());
    }

    @Test
    void countsVolumesOnCommonMedia() throws Exception {
        SavePlan plan = world.plan(world.asked(world.reference("app:1")));

        assertThat(plan.media())
                .extracting(PlannedMedium::name, PlannedMedium::volumes)
                .containsExactly(tuple("bd25", 1), tuple("bd50", 1), tuple("dvd", 1), tuple("fat32", 1));
    }

    @Test
    void whatIsMissingIsPartOfThePlan() throws Exception {
        SavePlan plan = world.plan(world.asked(world.reference("app:1"), world.reference("absent:1")));

        assertThat(plan.failures())
                .singleElement()
                .extracting(ImageFailure::image)
                .isEqualTo(world.reference("absent:1"));
        assertThat(plan.images()).hasSize(1);
    }

    @Test
    void aPlatformThatIsLeftOutIsNotCounted() throws Exception {
        SavePlan plan = world.plan(world.asked(world.reference("multi:1"))
                .withSelection(new Selection.OfPlatforms(List.of(Platform.parse("linux/arm64")))));

        assertThat(plan.images().get(0).platforms()).containsExactly("linux/arm64");
        assertThat(plan.omitted().content()).hasSize(1);
        assertThat(plan.bytes()).isLessThan(60_000);
    }

    @Test
    void aVolumeSizeThatIsTooSmallIsRefusedAsASaveWould() {
        assertThatThrownBy(
                        () -> world.plan(world.asked(world.reference("app:1")).withVolumeSize(50_000)))
                .isInstanceOf(VolumeTooSmallException.class);
    }

    private long bytes(Set<Digest> digests) {
        return digests.stream()
                .mapToLong(digest -> world.images.bytes(digest).length)
                .sum();
    }
}
