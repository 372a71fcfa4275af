package dev.sallyport.appliance.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.store.DatabaseRows;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.CrashSweep;
import dev.sallyport.testkit.FileTree;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.PowerCut;
import dev.sallyport.testkit.RecordingDisk;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bundle of two volumes over a published release, stopped at every disk operation in every way a power cut can leave the files.
 * After a restart readers see the release before or the one after, and the same import again ends in what an undisturbed one
 * gives. The database is what it was, what it was before the import, or gone, in turn: each for every operation, and for every
 * way.
 */
final class ImportCrashTest {
    private static final String APP = "registry.example/team/app";
    private static final SigningKey KEY = SigningKey.generate();
    private static final byte[] CONFIG = bytes("{}");
    private static final byte[] OLD = bytes("old");
    private static final byte[] NEW = bytes("new");
    private static final byte[] NEWER = bytes("newer");
    private static final TestBundle FIRST = new VolumeBuilder(KEY)
            .blob(VolumeBuilder.manifest(CONFIG, OLD))
            .blob(CONFIG)
            .blob(OLD)
            .tag(APP, "moves", MediaTypes.OCI_MANIFEST, VolumeBuilder.manifest(CONFIG, OLD))
            .tag(APP, "goes", MediaTypes.OCI_MANIFEST, VolumeBuilder.manifest(CONFIG, OLD))
            .build();
    private static final TestBundle SECOND = new VolumeBuilder(KEY)
            .sequence(2)
            .previous(1, FIRST.digest())
            .blob(VolumeBuilder.manifest(CONFIG, NEW, OLD))
            .blob(CONFIG)
            .blob(NEW)
            .tag(APP, "moves", MediaTypes.OCI_MANIFEST, VolumeBuilder.manifest(CONFIG, NEW, OLD))
            .nextVolume()
            .blob(VolumeBuilder.manifest(CONFIG, NEWER))
            .blob(NEWER)
            .tag(APP, "comes", MediaTypes.OCI_MANIFEST, VolumeBuilder.manifest(CONFIG, NEWER))
            .build();

    @TempDir(factory = MemoryDirectory.class)
    private Path workspace;

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** What an appliance shows, and every row behind it. */
    private record Seen(Map<String, Digest> images, Map<String, List<String>> rows) {
        static Seen of(TestAppliance appliance) throws Exception {
            return new Seen(appliance.images(), DatabaseRows.of(appliance.store()));
        }
    }

    @Test
    void endsAsAnUndisturbedImportWhereverItIsStopped() throws Exception {
        Path prepared = Files.createDirectory(workspace.resolve("prepared"));
        try (TestAppliance appliance = new TestAppliance(prepared).trust(KEY)) {
            appliance.receive(FIRST);
        }
        Path undisturbed = workspace.resolve("undisturbed");
        FileTree.copy(prepared, undisturbed);
        Seen before;
        Seen after;
        try (TestAppliance appliance = new TestAppliance(undisturbed)) {
            before = Seen.of(appliance);
            appliance.receive(SECOND);
            after = Seen.of(appliance);
        }

        List<CrashSweep.Point> points =
                CrashSweep.run(Files.createDirectory(workspace.resolve("sweep")), new Sweep(prepared, before, after));

        assertThat(points)
                .extracting(CrashSweep.Point::operation)
                .contains("write journal", "sync journal")
                .anyMatch(operation ->
                        operation.startsWith("publish " + SECOND.digest().hex()))
                .anyMatch(operation ->
                        operation.startsWith("publish " + Digest.sha256(NEWER).hex()));
    }

    private static final class Sweep implements CrashSweep.Scenario {
        private final Path prepared;
        private final Seen before;
        private final Seen after;
        private boolean published;

        Sweep(Path prepared, Seen before, Seen after) {
            this.prepared = prepared;
            this.before = before;
            this.after = after;
        }

        @Override
        public void prepare(Path directory) throws Exception {
            FileTree.copy(prepared, directory);
        }

        @Override
        public void run(Path directory, RecordingDisk disk) throws Exception {
            published = false;
            try (TestAppliance appliance = new TestAppliance(directory, disk)) {
                appliance.receive(SECOND.stream(1));
                assertThat(appliance.images()).isEqualTo(before.images());
                published = appliance.receive(SECOND.stream(2)).state() == ImportState.PUBLISHED;
            }
        }

        @Override
        public void restart(Path directory) throws Exception {
            changeDatabase(directory);
            try (TestAppliance appliance = new TestAppliance(directory)) {
                assertThat(Seen.of(appliance)).isIn(published ? List.of(after) : List.of(before, after));
                assertThat(appliance.receive(SECOND).state()).isEqualTo(ImportState.PUBLISHED);
                assertThat(Seen.of(appliance)).isEqualTo(after);
                assertThat(appliance.store().content().uploads()).isEmpty();
            }
        }

        // The directory's name says how it was stopped, and where.
        private void changeDatabase(Path directory) throws IOException {
            String name = directory.getFileName().toString();
            int dash = name.lastIndexOf('-');
            int cut = List.of(PowerCut.values()).indexOf(PowerCut.valueOf(name.substring(0, dash)));
            int turn = (cut + Integer.parseInt(name.substring(dash + 1))) % 3;
            Path database = directory.resolve("database/meta.mv.db");
            if (turn > 0) {
                Files.delete(database);
            }
            if (turn > 1) {
                Files.copy(prepared.resolve("database/meta.mv.db"), database);
            }
        }
    }
}
