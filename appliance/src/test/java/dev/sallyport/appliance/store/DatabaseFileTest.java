package dev.sallyport.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseFileTest {
    private static final int BATCH = 4_000;
    private static final long LARGE = 48 << 20;
    private static final int MOST_BATCHES = 200;

    @TempDir
    private Path folder;

    // Digests come in the order of no index.
    private void fill(int rows) throws Exception {
        try (Database database = Database.open(folder)) {
            insert(database, 0, rows);
        }
    }

    private static void insert(Database database, int first, int rows) throws Exception {
        database.transactions().write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("insert into unread (digest) values (?)")) {
                for (int i = first; i < first + rows; i++) {
                    byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
                    insert.setString(1, Digest.sha256(number).toString());
                    insert.executeUpdate();
                }
            }
        });
    }

    private long size() throws IOException {
        return Files.size(folder.resolve("meta.mv.db"));
    }

    private static long rows(Database database) throws IOException {
        return database.transactions().read(connection -> {
            try (PreparedStatement count = connection.prepareStatement("select count(*) from unread");
                    ResultSet rows = count.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    @Test
    void makesAFileThatIsMostlyEmptySmallWhenItIsClosed() throws Exception {
        long open = 0;
        int rows = 0;
        try (Database database = Database.open(folder)) {
            // How much of it is empty after so many rows depends on how fast the machine is.
            while (open < LARGE && rows < MOST_BATCHES * BATCH) {
                insert(database, rows, BATCH);
                rows += BATCH;
                database.flush();
                open = size();
            }
        }
        assertThat(open).as("the file while it was open").isGreaterThan(LARGE);
        assertThat(size()).isLessThan(open / 2);
        assertThat(folder).isDirectoryContaining("glob:**/meta.mv.db").isDirectoryNotContaining("glob:**/meta.copy");
        try (Database database = Database.open(folder)) {
            assertThat(database.made()).isFalse();
            assertThat(rows(database)).isEqualTo(rows);
        }
    }

    @Test
    void aCopyHasWhatTheFileHad() throws Exception {
        fill(1000);
        DatabaseFile.compact(folder);
        try (Database database = Database.open(folder)) {
            assertThat(database.made()).isFalse();
            assertThat(rows(database)).isEqualTo(1000);
        }
    }

    @Test
    void aCopyThatCannotBeMadeLeavesTheFile() throws Exception {
        fill(1000);
        Files.createDirectories(folder.resolve("meta.copy/occupied"));
        byte[] before = Files.readAllBytes(folder.resolve("meta.mv.db"));
        DatabaseFile.compact(folder);
        assertThat(Files.readAllBytes(folder.resolve("meta.mv.db"))).isEqualTo(before);
    }

    @Test
    void removesACopyThatWasInterrupted() throws Exception {
        fill(1000);
        Files.write(folder.resolve("meta.copy"), new byte[100]);
        try (Database database = Database.open(folder)) {
            assertThat(folder).isDirectoryNotContaining("glob:**/meta.copy");
            assertThat(rows(database)).isEqualTo(1000);
        }
    }
}
