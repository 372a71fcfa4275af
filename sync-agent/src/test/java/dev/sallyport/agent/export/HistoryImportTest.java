package dev.sallyport.agent.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.oci.Digest;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.signature.TrustPolicy;
import dev.sallyport.signature.TrustedKey;
import dev.sallyport.testkit.MemoryDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history that is lost, and how the stream goes on without a second statement for any sequence. */
final class HistoryImportTest {
    private static final StreamName STREAM = new StreamName("factory-7");

    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private SaveWorld world;
    private SaveWorld.Asked one;
    private SaveWorld.Asked two;

    @BeforeEach
    void setUp() {
        world = new SaveWorld(folder);
        world.registry.put(
                "app",
                "1",
                world.images
                        .image()
                        .randomLayer(1, 60_000)
                        .randomLayer(2, 60_000)
                        .add(),
                world.images);
        world.registry.put(
                "app", "2", world.images.image().randomLayer(3, 20_000).add(), world.images);
        one = world.asked(world.reference("app:1")).withVolumeSize(110_000);
        two = world.asked(world.reference("app:2")).withVolumeSize(110_000);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aRebuiltHistoryIsTheOneThatWasLost() throws Exception {
        world.save(one);
        world.save(two.withBase(new BaseChoice.Published(1)));
        Map<String, byte[]> history = SaveWorld.files(world.state.resolve("history"));
        SaveWorld.delete(world.state);

        HistoryImport.Result result = restore(world.output);

        assertThat(result.bundles())
                .extracting(bundle -> bundle.position().sequence(), RestoredBundle::known, RestoredBundle::missing)
                .containsExactly(tuple(1L, false, List.of()), tuple(2L, false, List.of()));
        assertThat(SaveWorld.files(world.state.resolve("history"))).containsExactlyInAnyOrderEntriesOf(history);
        assertThat(restore(world.output).bundles()).allMatch(RestoredBundle::known);
        assertThat(world.save(two).fresh()).isFalse();
    }

    @Test
    void oneVolumeIsEnoughToGoOnButNotForABase() throws Exception {
        SaveReport first = world.save(one);
        assertThat(first.volumes()).hasSize(2);
        SaveWorld.delete(world.state);
        Path lost = world.output.resolve("factory-7.000001.v001.tar");
        byte[] content = Files.readAllBytes(lost);
        Files.delete(lost);

        assertThat(restore(world.output).bundles())
                .singleElement()
                .extracting(RestoredBundle::missing)
                .isEqualTo(List.of(1));
        assertThatThrownBy(() -> world.save(two.withBase(new BaseChoice.Published(1))))
                .isInstanceOf(NoSuchSequenceException.class)
                .hasMessageContaining("sequence 1 had");

        SaveReport second = world.save(two);
        assertThat(second.statement().previous()).isEqualTo(first.position());
        assertThat(second.kept()).isEqualTo(1);

        Files.write(lost, content);
        assertThat(restore(world.output).bundles())
                .extracting(RestoredBundle::known, RestoredBundle::missing)
                .containsExactly(tuple(false, List.of()), tuple(true, List.of()));
        assertThat(world.save(two.withBase(new BaseChoice.Published(1))).carried())
                .isLessThan(second.carried());
    }

    @Test
    void aVolumeThatCannotBeTakenAndIsLaterStopsTheImport() throws Exception {
        world.save(one);
        world.save(two);
        SaveWorld.delete(world.state);
        Path later = world.output.resolve("factory-7.000002.v001.tar");
        byte[] content = Files.readAllBytes(later);
        for (Path volume : List.of(later, world.output.resolve("factory-7.000002.v002.tar"))) {
            if (Files.exists(volume)) {
                Files.write(volume, Arrays.copyOf(content, 700));
            }
        }

        assertThatThrownBy(() -> restore(world.output)).isInstanceOf(HistoryBehindException.class);
        assertThat(SaveWorld.files(world.state.resolve("history"))).isEmpty();
    }

    @Test
    void whatAStrangerSignedIsNotTaken() throws Exception {
        world.save(one);
        SaveWorld.delete(world.state);

        TrustPolicy stranger = new TrustPolicy(
                List.of(TrustedKey.forAnyStream(SigningKey.generate().verificationKey())));
        assertThatThrownBy(() ->
                        new HistoryImport(world.state, STREAM, stranger, new SystemDisk()).run(List.of(world.output)))
                .isInstanceOf(NoHistoryException.class);
    }

    @Test
    void anotherStatementForASequenceIsRefused() throws Exception {
        world.save(one);
        Path fork = folder.resolve("fork");
        SaveWorld.delete(world.state);
        world.now = SaveWorld.START.plusSeconds(5);
        world.save(one.withOutput(fork));

        assertThatThrownBy(() -> restore(world.output)).isInstanceOf(HistoryForkedException.class);
        SaveWorld.delete(world.state);
        assertThatThrownBy(() -> restore(world.output, fork)).isInstanceOf(HistoryForkedException.class);
        assertThat(world.state).doesNotExist();
    }

    @Test
    void aHistoryBehindTheLockSignsNothing() throws Exception {
        SaveReport first = world.save(one);
        Digest other = Digest.sha256(new byte[0]);

        assertThatThrownBy(() -> world.save(two.with(options -> options.atLeast(new Position(2, other)))))
                .isInstanceOf(HistoryBehindException.class);
        assertThatThrownBy(() -> world.save(two.with(options -> options.atLeast(new Position(1, other)))))
                .isInstanceOf(HistoryForkedException.class);
        assertThat(world.save(two.with(options -> options.atLeast(first.position())))
                        .statement()
                        .sequence())
                .isEqualTo(2);
    }

    @Test
    void aStreamBeginsAgainWhereTheOperatorSays() throws Exception {
        Position published = new Position(41, Digest.sha256(new byte[] {1}));
        SaveWorld.Asked again = one.with(options -> options.restart(new Restart(50, published)));

        SaveReport report = world.save(again);

        assertThat(report.statement().sequence()).isEqualTo(50);
        assertThat(report.statement().previous()).isEqualTo(published);
        assertThat(report.statement().base()).isNull();
        assertThat(world.save(again).fresh()).isFalse();
        assertThat(world.save(two).statement().previous()).isEqualTo(report.position());
        assertThatThrownBy(() -> world.save(again)).isInstanceOf(RestartRefusedException.class);
    }

    @Test
    void aGapInTheHistoryIsNoGroundForABase() throws Exception {
        SaveReport first = world.save(one);
        SaveReport restarted = world.save(one.with(options -> options.restart(new Restart(9, null))));

        assertThat(restarted.statement().previous()).isEqualTo(first.position());
        assertThatThrownBy(() -> world.save(two.withBase(new BaseChoice.Published(1))))
                .isInstanceOf(NoSuchSequenceException.class)
                .hasMessageContaining("sequence 2 had");
        assertThat(world.save(two.withBase(new BaseChoice.Published(9)))
                        .statement()
                        .base())
                .isEqualTo(restarted.position());
    }

    @Test
    void tellsWhatWentOut() throws Exception {
        assertThatThrownBy(() -> SentBundles.in(world.state, STREAM)).isInstanceOf(NoHistoryException.class);
        SaveReport first = world.save(one);
        SaveReport second = world.save(two.withBase(new BaseChoice.Published(1)));

        List<SentBundle> sent = SentBundles.in(world.state, STREAM).all();

        assertThat(sent).extracting(SentBundle::statement).containsExactly(first.statement(), second.statement());
        assertThat(sent).allMatch(SentBundle::written).allMatch(SentBundle::complete);
        assertThat(sent.get(1).images()).isEqualTo(2);
        assertThat(sent.get(1).carriedBytes()).isEqualTo(second.carried());
        assertThat(sent.get(1).heldBytes()).isEqualTo(first.bytes());
        assertThatThrownBy(() -> SentBundles.in(world.state, STREAM).get(3))
                .isInstanceOf(NoSuchSequenceException.class);
    }

    private HistoryImport.Result restore(Path... volumes) throws Exception {
        return new HistoryImport(world.state, STREAM, world.trust(), new SystemDisk()).run(List.of(volumes));
    }
}
