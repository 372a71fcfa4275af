package dev.sallyport.agent.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.agent.closure.PlatformMissingException;
import dev.sallyport.agent.closure.Selection;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omission;
import dev.sallyport.bundle.VolumeTooSmallException;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Platform;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.RecordingDisk;
import dev.sallyport.testkit.RegistryRequest;
import dev.sallyport.testkit.TestRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SaveTest {
    private static final String BLOBS = "/v2/.*/blobs/.*";
    private static final String VOLUME_1 = "factory-7.000001.v001.tar";

    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private SaveWorld world;
    private Descriptor app;
    private Descriptor layers;

    @BeforeEach
    void setUp() {
        world = new SaveWorld(folder);
        app = world.images.index(
                world.images.image("linux/amd64").randomLayer(1, 60_000).add(),
                world.images.image("linux/arm64").randomLayer(2, 50_000).add());
        world.images
                .artifact("application/vnd.example.signature")
                .subject(app)
                .blob("text/plain", "signed")
                .add();
        layers = world.images
                .image()
                .randomLayer(3, 70_000)
                .randomLayer(4, 70_000)
                .randomLayer(5, 70_000)
                .add();
        world.registry.put("app", "1", app, world.images);
        world.registry.put("layers", "1", layers, world.images);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void savesTheWholeClosureIntoAVolumeThatVerifies() throws Exception {
        SaveReport report = world.save("app:1");

        assertThat(world.carried(world.verified())).isEqualTo(world.images.closureWithReferrers(app.digest()));
        assertThat(report.fresh()).isTrue();
        assertThat(report.statement().sequence()).isEqualTo(1);
        assertThat(report.fetched()).isEqualTo(report.bytes());
        assertThat(report.volumes())
                .extracting(SavedVolume::file, SavedVolume::written)
                .containsExactly(tuple(world.output.resolve(VOLUME_1), true));
        assertThat(report.volumes().get(0).size()).isEqualTo(Files.size(world.output.resolve(VOLUME_1)));
    }

    @Test
    void namesTagsDigestsAndReferrers() throws Exception {
        world.save("app:1", "layers@" + layers.digest());

        String host = world.registry.host().replace(':', '_');
        assertThat(world.verified().documents().roots())
                .extracting(BundleRoot::name, BundleRoot::referrer)
                .containsExactlyInAnyOrder(
                        tuple(host + "/app:1", false),
                        tuple(
                                host + "/app@"
                                        + world.images
                                                .referrers(app.digest())
                                                .get(0)
                                                .digest(),
                                true),
                        tuple(host + "/layers@" + layers.digest(), false));
    }

    @Test
    void anUnchangedRepeatFetchesNoBlobAndNoManifestAndWritesNothing() throws Exception {
        world.save("app:1", "layers:1");
        Map<String, byte[]> before = world.outputFiles();
        world.registry.clearRequests();
        world.now = SaveWorld.START.plusSeconds(3600);

        SaveReport report = world.save("app:1", "layers:1");

        assertThat(report.fresh()).isFalse();
        assertThat(report.fetched()).isZero();
        assertThat(report.volumes()).noneMatch(SavedVolume::written);
        assertThat(world.outputFiles()).containsExactlyInAnyOrderEntriesOf(before);
        assertThat(world.registry.requests("*", BLOBS)).isEmpty();
    }

    @Test
    void aLostVolumeIsWrittenAgainAloneAndIdentical() throws Exception {
        SaveWorld.Asked asked = world.asked(world.reference("layers:1")).withVolumeSize(110_000);
        world.save(asked);
        Map<String, byte[]> before = world.outputFiles();
        assertThat(before).hasSize(3);
        Files.delete(world.output.resolve("factory-7.000001.v002.tar"));
        world.registry.clearRequests();
        world.now = SaveWorld.START.plusSeconds(3600);

        SaveReport report = world.save(asked);

        assertThat(report.volumes())
                .extracting(SavedVolume::number, SavedVolume::written)
                .containsExactly(tuple(1, false), tuple(2, true), tuple(3, false));
        assertThat(world.outputFiles()).containsExactlyInAnyOrderEntriesOf(before);
        assertThat(world.registry.requests("*", BLOBS)).isEmpty();
    }

    @Test
    void chosenVolumesAreWrittenAlone() throws Exception {
        SaveWorld.Asked asked = world.asked(world.reference("layers:1")).withVolumeSize(110_000);
        world.save(asked);
        Path other = folder.resolve("other");

        world.save(asked.withOutput(other).withVolumes(Set.of(3)));

        assertThat(SaveWorld.files(other)).containsOnlyKeys("factory-7.000001.v003.tar");
        assertThat(SaveWorld.files(other).get("factory-7.000001.v003.tar"))
                .isEqualTo(world.outputFiles().get("factory-7.000001.v003.tar"));
        assertThatThrownBy(() -> world.save(asked.withVolumes(Set.of(4)))).isInstanceOf(NoSuchVolumeException.class);
    }

    @Test
    void theSameHistoryOptionsAndKeyGiveTheSameBytes() throws Exception {
        world.save("app:1", "layers:1");
        Map<String, byte[]> first = world.outputFiles();
        SaveWorld.delete(world.state);
        SaveWorld.delete(world.output);

        world.save("layers:1", "app:1");

        assertThat(world.outputFiles()).containsExactlyInAnyOrderEntriesOf(first);
    }

    @Test
    void createdCanBeGiven() throws Exception {
        Instant epoch = Instant.ofEpochSecond(1_000_000_000);

        SaveReport report = world.save(
                world.asked(world.reference("app:1")).withCreated(epoch).withExpires(Duration.ofDays(3650)));

        assertThat(report.statement().created()).isEqualTo(epoch);
        assertThat(report.statement().expires()).isEqualTo(epoch.plus(Duration.ofDays(3650)));
    }

    @Test
    void aMovedTagIsANewSequenceThatNamesTheOneBefore() throws Exception {
        SaveReport first = world.save("app:1");
        world.registry.put("app", "1", layers, world.images);

        SaveReport second = world.save("app:1");

        assertThat(second.statement().sequence()).isEqualTo(2);
        assertThat(second.statement().previous()).isEqualTo(first.position());
        assertThat(second.images()).isEqualTo(1);
    }

    @Test
    void rootsOfEarlierSequencesStayWithTheirReferrersAndWhatWasLeftOut() throws Exception {
        world.save(world.asked(world.reference("app:1"))
                .withSelection(new Selection.OfPlatforms(List.of(Platform.parse("linux/arm64")))));
        List<Omission> left = world.verified().documents().omissions().content();
        List<BundleRoot> roots = world.verified().documents().roots();
        assertThat(left).hasSize(1);
        assertThat(roots).hasSize(2);
        SaveWorld.delete(world.output);
        world.registry.clearRequests();

        SaveReport second = world.save("layers:1");

        assertThat(second.kept()).isEqualTo(1);
        assertThat(world.verified().documents().omissions().content()).isEqualTo(left);
        assertThat(world.verified().documents().roots()).hasSize(3).containsAll(roots);
        assertThat(world.registry.requests("*", "/v2/app/.*")).isEmpty();
    }

    @Test
    void pruneDropsWhatIsNotAskedForAgain() throws Exception {
        world.save("app:1", "layers:1");
        SaveWorld.delete(world.output);

        world.save(world.asked(world.reference("layers:1")).withPrune(true));

        assertThat(world.carried(world.verified())).isEqualTo(world.images.closure(layers.digest()));
    }

    @Test
    void keptContentThatLeftTheCacheIsFetchedAgainByDigest() throws Exception {
        world.save("app:1");
        SaveWorld.delete(world.state.resolve("cache"));
        SaveWorld.delete(world.output);
        world.registry.tag("app", "1", layers.digest());

        world.save("layers:1");

        Set<Digest> both = new HashSet<>(world.images.closureWithReferrers(app.digest()));
        both.addAll(world.images.closure(layers.digest()));
        assertThat(world.carried(world.verified())).isEqualTo(both);
    }

    @Test
    void keptContentThatIsGoneIsNamedWithTheRemedyAndNothingChanges() throws Exception {
        world.save("app:1");
        Map<String, byte[]> history = SaveWorld.files(world.state.resolve("history"));
        SaveWorld.delete(world.state.resolve("cache"));
        world.images.closure(app.digest()).forEach(digest -> world.registry.remove("app", digest));

        assertThatThrownBy(() -> world.save("layers:1"))
                .isInstanceOfSatisfying(IncompleteException.class, incomplete -> {
                    assertThat(incomplete.category()).isEqualTo(Category.MISSING);
                    ImageFailure gone = incomplete.failures().get(0);
                    assertThat(gone.image()).contains("/app");
                    assertThat(gone.cause()).isInstanceOf(KeptContentGoneException.class);
                    assertThat(gone.cause().remedy()).contains("--prune");
                });
        assertThat(SaveWorld.files(world.state.resolve("history"))).containsExactlyInAnyOrderEntriesOf(history);
    }

    @Test
    void aBrokenDownloadGoesOnByRangeInTheNextRun() throws Exception {
        Digest large = largest(layers);
        String path = "/v2/layers/blobs/" + large;
        world.registry.misbehave("GET", path, 1, Misbehaviour.breakOffAfter(30_000));
        world.registry.misbehave("GET", path, TestRegistry.ALWAYS, Misbehaviour.status(404));
        assertThatThrownBy(() -> world.save("layers:1")).isInstanceOf(SallyportException.class);
        assertThat(world.outputFiles()).isEmpty();
        assertThat(SaveWorld.files(world.state.resolve("history"))).isEmpty();

        world.registry.behave();
        world.registry.clearRequests();
        world.save("layers:1");

        assertThat(world.registry.requests("GET", path))
                .singleElement()
                .extracting(request -> request.header("Range").orElse(""))
                .asString()
                .matches("bytes=[1-9][0-9]*-.*");
        assertThat(world.carried(world.verified())).isEqualTo(world.images.closure(layers.digest()));
    }

    @Test
    void aBlobThatBreaksOffIsFinishedWithinTheRun() throws Exception {
        String path = "/v2/layers/blobs/" + largest(layers);
        world.registry.misbehave("GET", path, 3, Misbehaviour.breakOffAfter(20_000));

        world.save("layers:1");

        assertThat(world.registry.requests("GET", path)).hasSize(4);
        assertThat(world.carried(world.verified())).isEqualTo(world.images.closure(layers.digest()));
    }

    @Test
    void eachBlobIsFetchedOnceThoughManyImagesShareIt() throws Exception {
        world.registry.put("copy", "1", layers, world.images);

        world.save("layers:1", "copy:1");

        assertThat(world.registry.requests("GET", BLOBS).stream()
                        .map(RegistryRequest::path)
                        .map(path -> path.substring(path.lastIndexOf('/'))))
                .doesNotHaveDuplicates();
    }

    @Test
    void wrongBytesAreRefusedAndNothingIsIssued() {
        world.registry.misbehave(
                "GET", "/v2/layers/blobs/" + largest(layers), TestRegistry.ALWAYS, Misbehaviour.wrongBytes());

        assertThatThrownBy(() -> world.save("layers:1")).isInstanceOf(DigestMismatchException.class);
        assertThat(SaveWorld.files(world.state.resolve("history"))).isEmpty();
        assertThat(world.outputFiles()).isEmpty();
    }

    @Test
    void aMissingPlatformIsNamedAndNothingIsIssued() {
        assertThatThrownBy(() -> world.save(world.asked(world.reference("app:1"))
                        .withSelection(new Selection.OfPlatforms(List.of(Platform.parse("linux/s390x"))))))
                .isInstanceOf(PlatformMissingException.class);
        assertThat(SaveWorld.files(world.state.resolve("history"))).isEmpty();
    }

    @Test
    void aBlobLargerThanAVolumeIsRefusedWithTheSizeThatIsNeeded() throws Exception {
        assertThatThrownBy(() ->
                        world.save(world.asked(world.reference("layers:1")).withVolumeSize(60_000)))
                .isInstanceOfSatisfying(VolumeTooSmallException.class, failure -> {
                    assertThat(failure.category()).isEqualTo(Category.USAGE);
                    assertThat(failure.remedy()).contains("--volume-size");
                });
        assertThat(world.registry.requests("GET", "/v2/layers/blobs/" + largest(layers)))
                .isEmpty();
    }

    @Test
    void contentTheCacheHasSpoiltIsFetchedAgain() throws Exception {
        world.save("layers:1");
        Map<String, byte[]> before = world.outputFiles();
        Files.delete(world.output.resolve(VOLUME_1));
        spoilInCache(largest(layers));
        spoilInCache(layers.digest());

        world.save("layers:1");

        assertThat(world.outputFiles()).containsExactlyInAnyOrderEntriesOf(before);
    }

    @Test
    void aTruncatedVolumeIsWrittenAgain() throws Exception {
        world.save("layers:1");
        Map<String, byte[]> before = world.outputFiles();
        try (FileChannel channel = FileChannel.open(world.output.resolve(VOLUME_1), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
        }

        world.save("layers:1");

        assertThat(world.outputFiles()).containsExactlyInAnyOrderEntriesOf(before);
    }

    @Test
    void anExpiredBundleIsFollowedByANewOne() throws Exception {
        SaveWorld.Asked asked = world.asked(world.reference("app:1")).withExpires(Duration.ofDays(2));
        world.save(asked);
        world.now = SaveWorld.START.plus(Duration.ofDays(1));
        assertThat(world.save(asked).fresh()).isFalse();
        world.now = SaveWorld.START.plus(Duration.ofDays(2));

        assertThat(world.save(asked).statement().sequence()).isEqualTo(2);
    }

    @Test
    void otherKeysMakeANewBundle() throws Exception {
        world.save("app:1");
        SigningKey second = SigningKey.generate();
        SaveWorld.Asked both = world.asked(world.reference("app:1")).withKeys(List.of(second, world.key));

        assertThat(world.save(both).statement().sequence()).isEqualTo(2);
        assertThat(world.save(both.withKeys(List.of(world.key, second))).fresh())
                .isFalse();
    }

    @Test
    void anotherVolumeSizeMakesANewBundleOnlyIfTheVolumesDiffer() throws Exception {
        world.save("layers:1");

        assertThat(world.save(world.asked(world.reference("layers:1")).withVolumeSize(10_000_000))
                        .fresh())
                .isFalse();
        assertThat(world.save(world.asked(world.reference("layers:1")).withVolumeSize(110_000))
                        .fresh())
                .isTrue();
    }

    @Test
    void aHistoryBehindTheOutputFolderSignsNothing() throws Exception {
        world.save("app:1");
        SaveWorld.delete(world.state);

        assertThatThrownBy(() -> world.save("layers:1")).isInstanceOf(HistoryBehindException.class);
        assertThat(SaveWorld.files(world.state.resolve("history"))).isEmpty();
    }

    @Test
    void aVolumeOfAnotherStatementForTheSameSequenceIsNotWrittenOver() throws Exception {
        world.save("app:1");
        SaveWorld.delete(world.state);
        byte[] other = world.outputFiles().get(VOLUME_1);
        SaveWorld.delete(world.output);
        world.now = SaveWorld.START.plusSeconds(1);
        world.save("app:1");
        Files.write(world.output.resolve(VOLUME_1), other);

        assertThatThrownBy(() -> world.save("app:1")).isInstanceOf(HistoryForkedException.class);
        assertThat(world.outputFiles()).containsEntry(VOLUME_1, other);
    }

    @Test
    void othersFilesInTheOutputStayAndLeftoversGo() throws Exception {
        Files.createDirectories(world.output);
        Files.writeString(world.output.resolve("notes.txt"), "mine");
        Files.writeString(world.output.resolve("office.000009.v001.tar"), "another stream's");
        Files.writeString(world.output.resolve(".office.000009.v001.tar.part"), "another stream's");
        Files.writeString(world.output.resolve(".factory-7.000001.v001.tar.part"), "of a killed run");

        world.save("app:1");

        assertThat(world.outputFiles())
                .containsOnlyKeys("notes.txt", "office.000009.v001.tar", ".office.000009.v001.tar.part", VOLUME_1);
    }

    @Test
    void oneWriterAtATimeWorksOnAStream() throws Exception {
        try (StateFolder held = StateFolder.open(world.state, new SystemDisk())) {
            assertThat(held.path()).isEqualTo(world.state);
            assertThatThrownBy(() -> world.save("app:1"))
                    .isInstanceOf(StateLockedException.class)
                    .hasMessageContaining(world.state.toString());
        }
        assertThat(world.save("app:1").fresh()).isTrue();
    }

    @Test
    void aDiskThatFillsLeavesNothingHalfAndTheNextRunFinishes() throws Exception {
        world.save("layers:1");
        Map<String, byte[]> undisturbed = world.outputFiles();
        SaveWorld.delete(world.state);
        SaveWorld.delete(world.output);
        for (long room = 1; room < 800_000; room += 70_001) {
            world.disk = new RecordingDisk().roomFor(room);
            try {
                world.save("layers:1");
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("No space left");
                assertThat(world.outputFiles().keySet()).noneMatch(name -> !name.startsWith("."));
            }
            world.disk = new SystemDisk();
            world.save("layers:1");
            assertThat(world.outputFiles()).containsExactlyInAnyOrderEntriesOf(undisturbed);
            SaveWorld.delete(world.state);
            SaveWorld.delete(world.output);
        }
    }

    @Test
    void aDamagedHistoryIsNamedAndNothingIsSigned() throws Exception {
        world.save("app:1");
        Path index = world.state.resolve("history").resolve("000001.index.json");
        Files.writeString(index, "{}");

        assertThatThrownBy(() -> world.save("app:1"))
                .isInstanceOf(HistoryDamagedException.class)
                .hasMessageContaining(index.toString());
    }

    private Digest largest(Descriptor image) {
        return world.images.closure(image.digest()).stream()
                .max((a, b) -> Integer.compare(world.images.bytes(a).length, world.images.bytes(b).length))
                .orElseThrow();
    }

    private void spoilInCache(Digest digest) throws IOException {
        Path file = world.state
                .resolve("cache/blobs")
                .resolve(digest.algorithm().prefix())
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex());
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
    }
}
