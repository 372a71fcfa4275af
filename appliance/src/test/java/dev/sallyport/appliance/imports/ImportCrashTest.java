package dev.sallyport.appliance.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.store.DatabaseRows;
import dev.sallyport.oci.Digest;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.CrashSweep;
import dev.sallyport.testkit.RecordingDisk;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A bundle of two volumes over a published release, stopped at every disk operation in every way a power cut can leave the files,
 * with the database as it was, as it was before, or gone. After a restart readers see the release before or the one after, and
 * the same import again ends in what an undisturbed one gives.
 */
final class ImportCrashTest {
    private static final String APP = "registry.example/team/app";
    private static final SigningKey KEY = SigningKey.generate();
    private static final TestBundle FIRST = new VolumeBuilder(KEY)
            .image(APP, "stays", bytes("shared"))
            .image(APP, "moves", bytes("old"))
            .build();
    private static final TestBundle SECOND = new VolumeBuilder(KEY)
            .sequence(2)
            .previous(1, FIRST.digest())
            .image(APP, "stays", bytes("shared"))
            .nextVolume()
            .image(APP, "moves", bytes("new"))
            .image(APP, "comes", bytes("new too"))
            .build();

    @TempDir
    private Path workspace;

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    enum DatabaseLeft {
        AS_IT_WAS,
        OLDER,
        DELETED
    }

    @ParameterizedTest
    @EnumSource
    void endsAsAnUndisturbedImport(DatabaseLeft database) throws Exception {
        Path undisturbed = Files.createDirectory(workspace.resolve("undisturbed"));
        prepare(undisturbed);
        Map<String, Digest> before = images(undisturbed);
        try (TestAppliance appliance = new TestAppliance(undisturbed)) {
            appliance.receive(SECOND);
        }
        Map<String, Digest> after = images(undisturbed);
        Map<String, List<String>> rows = DatabaseRows.of(undisturbed);

        List<CrashSweep.Point> points = CrashSweep.run(
                Files.createDirectory(workspace.resolve("sweep")), new Sweep(database, before, after, rows));

        assertThat(points.stream().map(CrashSweep.Point::operation).collect(Collectors.toSet()))
                .contains("sync journal", "write journal")
                .anyMatch(operation ->
                        operation.startsWith("publish " + SECOND.digest().hex()));
    }

    private static void prepare(Path directory) throws Exception {
        try (TestAppliance appliance = new TestAppliance(directory).trust(KEY)) {
            appliance.receive(FIRST);
        }
        copyDatabase(directory.resolve("database"), directory.resolve("older"));
    }

    private static Map<String, Digest> images(Path directory) throws Exception {
        try (TestAppliance appliance = new TestAppliance(directory)) {
            return appliance.images();
        }
    }

    private static void copyDatabase(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private record Sweep(
            DatabaseLeft database,
            Map<String, Digest> before,
            Map<String, Digest> after,
            Map<String, List<String>> rows)
            implements CrashSweep.Scenario {
        @Override
        public void prepare(Path directory) throws Exception {
            ImportCrashTest.prepare(directory);
        }

        @Override
        public void run(Path directory, RecordingDisk disk) throws Exception {
            try (TestAppliance appliance = new TestAppliance(directory, disk)) {
                appliance.receive(SECOND.stream(1));
                assertThat(appliance.images()).isEqualTo(before);
                appliance.receive(SECOND.stream(2));
            }
        }

        @Override
        public void restart(Path directory) throws Exception {
            if (database != DatabaseLeft.AS_IT_WAS) {
                Files.deleteIfExists(directory.resolve("database/meta.mv.db"));
            }
            if (database == DatabaseLeft.OLDER) {
                copyDatabase(directory.resolve("older"), directory.resolve("database"));
            }
            try (TestAppliance appliance = new TestAppliance(directory)) {
                assertThat(appliance.images()).isIn(before, after);
                assertThat(appliance.receive(SECOND).state()).isEqualTo(ImportState.PUBLISHED);
                assertThat(appliance.images()).isEqualTo(after);
                assertThat(appliance.store().content().uploads()).isEmpty();
                assertThat(appliance.store().journalRecords()).isEqualTo(3);
            }
            assertThat(DatabaseRows.of(directory)).isEqualTo(rows);
        }
    }
}
