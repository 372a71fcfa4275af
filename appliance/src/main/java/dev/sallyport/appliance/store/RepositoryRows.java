package dev.sallyport.appliance.store;

import dev.sallyport.oci.RepositoryName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/** The rows of repositories: their numbers, and how many bytes people pushed into each. */
final class RepositoryRows {
    private RepositoryRows() {}

    /** The number of a repository; empty if there is none of that name. */
    static OptionalLong find(Connection connection, RepositoryName name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select id from repository where name = ?")) {
            select.setString(1, name.value());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** The number of a repository, which is made if there is none of that name. */
    static long findOrMake(Connection connection, RepositoryName name) throws SQLException {
        OptionalLong found = find(connection, name);
        if (found.isPresent()) {
            return found.getAsLong();
        }
        try (PreparedStatement make = connection.prepareStatement(
                "insert into repository (id, name, bytes) select coalesce(max(id), 0) + 1, ?, 0 from repository")) {
            make.setString(1, name.value());
            make.executeUpdate();
        }
        return find(connection, name).orElseThrow(() -> new SQLException("A repository is gone: " + name));
    }

    /** Counts {@code bytes} more, or fewer, pushed into a repository. */
    static void addBytes(Connection connection, long repository, long bytes) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update repository set bytes = bytes + ? where id = ?")) {
            update.setLong(1, bytes);
            update.setLong(2, repository);
            update.executeUpdate();
        }
    }

    /** Forgets a repository that has nothing any more. */
    static void removeEmpty(Connection connection, long repository) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from repository where id = ?"
                + " and not exists (select 1 from link where repo = ?)"
                + " and not exists (select 1 from tag where repo = ?)")) {
            delete.setLong(1, repository);
            delete.setLong(2, repository);
            delete.setLong(3, repository);
            delete.executeUpdate();
        }
    }
}
