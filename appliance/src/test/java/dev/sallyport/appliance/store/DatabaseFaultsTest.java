package dev.sallyport.appliance.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Database files that are not what the last run left: whatever is in them, the next start has the same rows. */
final class DatabaseFaultsTest {
    private static final String APP = "registry.example/team/app";
    private static final SigningKey KEY = SigningKey.generate();
    private static final TestBundle BUNDLE = new VolumeBuilder(KEY)
            .image(APP, "1", "one".getBytes(UTF_8))
            .image(APP, "2", "two".getBytes(UTF_8))
            .build();

    @TempDir(factory = MemoryDirectory.class)
    private Path data;

    private Map<String, List<String>> rows;
    private byte[] whole;

    @BeforeEach
    void fill() throws Exception {
        try (TestAppliance appliance = new TestAppliance(data).trust(KEY)) {
            appliance.receive(BUNDLE);
            rows = DatabaseRows.of(appliance.store());
        }
        whole = Files.readAllBytes(file());
    }

    private Path file() {
        return data.resolve("database/meta.mv.db");
    }

    private void assertSameAfterAStart(String what) throws Exception {
        try (TestAppliance appliance = new TestAppliance(data)) {
            assertThat(appliance.store().recovery().clean()).as(what).isFalse();
        }
        assertSame(what);
    }

    private void assertSame(String what) throws Exception {
        try (TestAppliance appliance = new TestAppliance(data)) {
            assertThat(DatabaseRows.of(appliance.store())).as(what).isEqualTo(rows);
            appliance.store().rebuild();
            assertThat(DatabaseRows.of(appliance.store())).as(what).isEqualTo(rows);
        }
        try (TestAppliance appliance = new TestAppliance(data)) {
            assertThat(appliance.store().recovery().clean()).as(what).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 25, 50, 75, 90})
    void aFileThatLostItsEndIsBroughtUpToTheJournal(int percent) throws Exception {
        Files.write(file(), Arrays.copyOf(whole, whole.length * percent / 100));

        // The engine may have left room there, and need none of it.
        assertSame(percent + " percent");
    }

    @Test
    void aFileWithGarbageAtItsBeginningIsBuiltAgain() throws Exception {
        byte[] garbage = new byte[16 << 10];
        new Random(1).nextBytes(garbage);
        byte[] damaged = whole.clone();
        System.arraycopy(garbage, 0, damaged, 0, Math.min(garbage.length, damaged.length));
        Files.write(file(), damaged);

        assertSameAfterAStart("garbage");
    }

    /** As a program before this one wrote it: other tables, and another number. */
    @Test
    void aDatabaseOfAnOlderSchemaIsBuiltAgain() throws Exception {
        String url = "jdbc:h2:file:" + data.resolve("database/meta") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("update applied set version = " + (Schema.VERSION - 1));
            statement.execute("alter table tag drop column platforms");
            statement.execute("drop table quota");
        }

        assertSameAfterAStart("older schema");
    }

    /** As damage in the middle of the file may leave it: it opens, and is of this version. */
    @Test
    void aDatabaseThatLostATableIsBuiltAgain() throws Exception {
        String url = "jdbc:h2:file:" + data.resolve("database/meta") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
        for (String table : List.of("link", "tag", "alias")) {
            try (Connection connection = DriverManager.getConnection(url, "sa", "");
                    Statement statement = connection.createStatement()) {
                statement.execute("drop table " + table + " cascade");
            }
            assertSameAfterAStart("without " + table);
        }
    }

    /** As a killed process once left it: an index had an entry of a row that never was, and took no other of that key. */
    @Test
    void aDatabaseThatTakesNoMoreRowsIsBuiltAgain(@TempDir Path other) throws Exception {
        new TestAppliance(other).close();
        Files.write(file(), Files.readAllBytes(other.resolve("database/meta.mv.db")));
        String url = "jdbc:h2:file:" + data.resolve("database/meta") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("alter table link add constraint none check (digest = 'none')");
        }

        try (TestAppliance appliance = new TestAppliance(data)) {
            assertThat(appliance.store().recovery().databaseDropped()).isTrue();
        }
        assertSame("no more rows");
    }

    /** What comes after is not the newest: the journal says what is missing, however far back the database goes. */
    @Test
    void aDatabaseOfBeforeAnythingIsBroughtUpToTheJournal(@TempDir Path other) throws Exception {
        new TestAppliance(other).close();
        Files.write(file(), Files.readAllBytes(other.resolve("database/meta.mv.db")));

        assertSameAfterAStart("empty");
    }
}
