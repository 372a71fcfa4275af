package dev.sallyport.appliance.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The embedded database in its folder. It is an index and nothing else: one that cannot be opened, or is of another version of
 * this program, is deleted and begun anew.
 */
final class Database implements Closeable {
    // Without a delay the thread that commits writes the file. With one another thread does, in the middle of a change:
    // it takes
    // the tables one after the other, and a process that is killed then leaves an index with an entry of a row that
    // never was.
    private static final String SETTINGS =
            ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"
                    + ";LOCK_TIMEOUT=10000";
    private static final int MOST_CONNECTIONS = 16;

    private final Path folder;
    // Open as long as this is: the engine closes the database with its last connection.
    private final Connection keeper;
    private final HikariDataSource pool;
    private final Transactions transactions;
    private final boolean made;

    private Database(Path folder, Connection keeper, HikariDataSource pool, boolean made) {
        this.folder = folder;
        this.keeper = keeper;
        this.pool = pool;
        this.made = made;
        this.transactions = new Transactions(pool);
    }

    /** Opens the database in {@code folder}; an unusable one is deleted first. */
    static Database open(Path folder) throws IOException {
        DatabaseFile.cleanUp(folder);
        try {
            return connect(folder);
        } catch (SQLException | PoolInitializationException e) {
            delete(folder);
        }
        return create(folder);
    }

    /** Closes it and opens a database without rows in its place. */
    Database recreate() throws IOException {
        end();
        delete(folder);
        return create(folder);
    }

    private static Database create(Path folder) throws IOException {
        try {
            return connect(folder);
        } catch (SQLException | PoolInitializationException e) {
            throw new IOException("The database cannot be made: " + e.getMessage(), e);
        }
    }

    private static String url(Path folder) throws IOException {
        String path = folder.resolve(DatabaseFile.NAME).toString();
        if (path.indexOf(';') >= 0) {
            throw new IOException("The path of the data folder must not contain a semicolon: " + folder);
        }
        return "jdbc:h2:file:" + path + SETTINGS;
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, DatabaseFile.NAME + ".*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private static Database connect(Path folder) throws SQLException, IOException {
        String url = url(folder);
        Connection keeper = DriverManager.getConnection(url, "sa", "");
        try {
            boolean made = prepare(keeper);
            HikariConfig config = new HikariConfig();
            config.setPoolName("database");
            config.setJdbcUrl(url);
            config.setUsername("sa");
            config.setPassword("");
            config.setMaximumPoolSize(MOST_CONNECTIONS);
            config.setMinimumIdle(1);
            return new Database(folder, keeper, new HikariDataSource(config), made);
        } catch (SQLException | RuntimeException e) {
            keeper.close();
            throw e;
        }
    }

    // Whether there was nothing.
    private static boolean prepare(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, "applied", null)) {
            if (tables.next()) {
                checkVersion(connection);
                checkTables(connection);
                return false;
            }
        }
        try (Statement statement = connection.createStatement()) {
            for (String sql : Schema.STATEMENTS) {
                statement.execute(sql);
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert into applied (id, version, number, chain) values (1, ?, 0, ?)")) {
            insert.setLong(1, Schema.VERSION);
            insert.setString(2, JournalPosition.START.chain().toString());
            insert.executeUpdate();
        }
        return true;
    }

    private static void checkVersion(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select version from applied where id = 1")) {
            if (!row.next() || row.getLong(1) != Schema.VERSION) {
                throw new SQLException("The database is of another version");
            }
        }
    }

    // A damaged file may open and have lost a table: better found now than by the first who asks.
    private static void checkTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : Schema.TABLES) {
                statement.executeQuery("select * from " + table + " limit 1").close();
            }
        }
    }

    /** Whether it was made just now, without rows. */
    boolean made() {
        return made;
    }

    Transactions transactions() {
        return transactions;
    }

    /**
     * Has what was committed written to the disk, so that a start after a power cut has less to do again. Not while anything is
     * being changed: what is half done would be written too.
     */
    void flush() throws IOException {
        try (Statement statement = keeper.createStatement()) {
            statement.execute("checkpoint sync");
        } catch (SQLException e) {
            throw Transactions.failure(e);
        }
    }

    /** Closes it; a file that is mostly empty is made as small as what is in it. */
    @Override
    public void close() throws IOException {
        if (end()) {
            DatabaseFile.compact(folder);
        }
    }

    // Whether the file is worth being made smaller.
    private boolean end() throws IOException {
        pool.close();
        try (keeper) {
            return !keeper.isClosed() && DatabaseFile.isWasteful(keeper);
        } catch (SQLException e) {
            throw Transactions.failure(e);
        }
    }
}
