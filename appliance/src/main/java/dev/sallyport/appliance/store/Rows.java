package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Values as columns and back. */
final class Rows {
    private Rows() {}

    /** A statement with its parameters set, for the caller to close. */
    static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
        return statement;
    }

    static OffsetDateTime timestamp(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet rows, int column) throws SQLException {
        return requireNonNull(rows.getObject(column, OffsetDateTime.class), "a time is null")
                .toInstant();
    }

    static String text(ResultSet rows, int column) throws SQLException {
        return requireNonNull(rows.getString(column), "a text is null");
    }

    static Digest digest(ResultSet rows, int column) throws SQLException {
        return Digest.tryParse(text(rows, column))
                .orElseThrow(() -> new SQLException("A row has something else where a digest should be"));
    }
}
