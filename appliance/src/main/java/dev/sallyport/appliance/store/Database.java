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
    // Without a delay every commit is in the file before it is acknowledged; the journal is what survives a power cut.
    private static final String SETTINGS =
            ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"
                    + ";LOCK_TIMEOUT=10000";
    private static final int MOST_CONNECTIONS = 16;

    // Open as long as this is: the engine closes the database with its last connection.
    private final Connection keeper;
    private final HikariDataSource pool;
    private final Transactions transactions;
    private final boolean made;

    private Database(Connection keeper, HikariDataSource pool, boolean made) {
        this.keeper = keeper;
        this.pool = pool;
        this.made = made;
        this.transactions = new Transactions(pool);
    }

    /** Opens the database in {@code folder}; an unusable one is deleted first. */
    static Database open(Path folder) throws IOException {
        String url = url(folder);
        try {
            return connect(url);
        } catch (SQLException | PoolInitializationException e) {
            delete(folder);
        }
        return create(url);
    }

    /** Opens a database without rows in {@code folder}, in place of what is there. */
    static Database recreate(Path folder) throws IOException {
        delete(folder);
        return create(url(folder));
    }

    private static Database create(String url) throws IOException {
        try {
            return connect(url);
        } catch (SQLException | PoolInitializationException e) {
            throw new IOException("The database cannot be made: " + e.getMessage(), e);
        }
    }

    private static String url(Path folder) throws IOException {
        String path = folder.resolve("meta").toString();
        if (path.indexOf(';') >= 0) {
            throw new IOException("The path of the data folder must not contain a semicolon: " + folder);
        }
        return "jdbc:h2:file:" + path + SETTINGS;
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "meta.*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private static Database connect(String url) throws SQLException {
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
            return new Database(keeper, new HikariDataSource(config), made);
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

    /** Has what was committed written to the disk, so that a start after a power cut has less to do again. */
    void flush() throws IOException {
        try (Statement statement = keeper.createStatement()) {
            statement.execute("checkpoint sync");
        } catch (SQLException e) {
            throw Transactions.failure(e);
        }
    }

    @Override
    public void close() throws IOException {
        pool.close();
        try {
            keeper.close();
        } catch (SQLException e) {
            throw Transactions.failure(e);
        }
    }
}
