package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Values as columns and back. */
final class Rows {
    private Rows() {}

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
