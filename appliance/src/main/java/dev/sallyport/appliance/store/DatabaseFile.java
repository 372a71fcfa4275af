package dev.sallyport.appliance.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.h2.mvstore.MVStore;

/**
 * The file of the embedded database. Changed pages are written to new places, and what they leave behind is used again but never
 * given back while the database is open: rows that come in the order of no index, as those of a large release do, leave a file of
 * many times its content.
 */
final class DatabaseFile {
    /** What the names of its files begin with. */
    static final String NAME = "meta";

    private static final String FILE = NAME + ".mv.db";
    private static final String COPY = NAME + ".copy";
    private static final long SMALL = 32 << 20;
    // More takes longer to copy than a stop may take.
    private static final long MOST_COPIED = 2L << 30;

    private DatabaseFile() {}

    /** Whether most of the file is empty, so much of it that it matters, and to copy the rest takes seconds and not minutes. */
    static boolean isWasteful(Connection connection) throws SQLException {
        long size = setting(connection, "FILE_SIZE");
        long full = size * setting(connection, "FILL_RATE") / 100 * setting(connection, "CHUNKS_FILL_RATE") / 100;
        return size > SMALL && full < size / 3 * 2 && full < MOST_COPIED;
    }

    // Zero if the engine does not say.
    private static long setting(Connection connection, String name) throws SQLException {
        try (PreparedStatement select = Rows.prepare(
                        connection,
                        "select setting_value from information_schema.settings where setting_name = ?",
                        "info." + name);
                ResultSet rows = select.executeQuery()) {
            return rows.next() ? Long.parseLong(Rows.text(rows, 1)) : 0;
        }
    }

    /**
     * Puts a copy without gaps in the place of the file in {@code folder}, which nobody has open. If that cannot be done, or is
     * interrupted, the file is as it was.
     */
    static void compact(Path folder) {
        Path file = folder.resolve(FILE);
        Path copy = folder.resolve(COPY);
        try {
            Files.deleteIfExists(copy);
            MVStore.compact(file.toString(), copy.toString(), false, null);
            try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            // There may be no room for the copy. What is there is whole, only large; the next start removes the copy.
        }
    }

    /** Removes what a copy that was interrupted left in {@code folder}. */
    static void cleanUp(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(COPY));
    }
}
