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
    private static final int ROWS = 40_000;

    @TempDir
    private Path folder;

    // Digests come in the order of no index.
    private void fill(int rows) throws Exception {
        try (Database database = Database.open(folder)) {
            insert(database, rows);
        }
    }

    private static void insert(Database database, int rows) throws Exception {
        database.transactions().write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("insert into unread (digest) values (?)")) {
                for (int i = 0; i < rows; i++) {
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
        long open;
        try (Database database = Database.open(folder)) {
            insert(database, ROWS);
            database.flush();
            open = size();
        }
        assertThat(size()).isLessThan(open / 2);
        assertThat(folder).isDirectoryContaining("glob:**/meta.mv.db").isDirectoryNotContaining("glob:**/meta.copy");
        try (Database database = Database.open(folder)) {
            assertThat(database.made()).isFalse();
            assertThat(rows(database)).isEqualTo(ROWS);
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
