package dev.sallyport.appliance.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Runs work in transactions; the only place where connections are taken, committed and given back. A database that fails is an
 * {@link IOException}, as any disk that does.
 */
final class Transactions {
    private final HikariDataSource connections;

    Transactions(HikariDataSource connections) {
        this.connections = connections;
    }

    /** Work that only asks. */
    interface Query<T> {
        T run(Connection connection) throws SQLException, IOException;
    }

    /** Work that changes rows. */
    interface Work {
        void run(Connection connection) throws SQLException, IOException, SallyportException;
    }

    /** Answers from one state of the database. */
    <T> T read(Query<T> query) throws IOException {
        try (Connection connection = connections.getConnection()) {
            return query.run(connection);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Does {@code work} and commits; after any failure nothing of it is there. */
    void write(Work work) throws IOException, SallyportException {
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            try {
                work.run(connection);
                connection.commit();
            } catch (Throwable e) {
                rollback(connection, e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Whether it was the database that failed, and not what somebody did with it. */
    static boolean isOfDatabase(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    static IOException failure(SQLException e) {
        return new IOException("The database failed: " + e.getMessage(), e);
    }
}
