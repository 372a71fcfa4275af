package dev.sallyport.appliance.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Rows of a stream that say from which sequence to which they are so: those of {@code tag} and {@code link}. */
final class StreamRanges {
    private static final List<String> TABLES = List.of("tag", "link");

    /**
     * That stream {@code s} shows a row of tag {@code t}, where the row's repository is known. The sum keeps H2 from an index that
     * begins with the stream, in which it would read the rows of every repository before that one.
     */
    static final String SHOWN_IN_REPOSITORY = " t.to_seq + 0 > s.current_seq and t.from_seq <= s.current_seq ";

    private StreamRanges() {}

    /** Ends, at {@code sequence}, the open rows of all repositories but those that were {@code written}. */
    static void endOthers(Connection connection, String table, long stream, long sequence, Set<Long> written)
            throws SQLException {
        List<Long> gone = new ArrayList<>();
        // In the order of an index, so that a step costs one row: a min() would read all that are left.
        try (PreparedStatement select = connection.prepareStatement("select repo from " + table
                + " where stream = ? and to_seq = ? and repo > ? order by stream, to_seq, repo limit 1")) {
            select.setLong(1, stream);
            select.setLong(2, Schema.OPEN);
            // One step for each repository, not one for each row.
            OptionalLong next = next(select, Long.MIN_VALUE);
            while (next.isPresent()) {
                if (!written.contains(next.getAsLong())) {
                    gone.add(next.getAsLong());
                }
                next = next(select, next.getAsLong());
            }
        }
        try (PreparedStatement update = connection.prepareStatement(
                "update " + table + " set to_seq = ? where stream = ? and to_seq = ? and repo = ?")) {
            for (long repository : gone) {
                update.setLong(1, sequence);
                update.setLong(2, stream);
                update.setLong(3, Schema.OPEN);
                update.setLong(4, repository);
                update.executeUpdate();
            }
        }
    }

    private static OptionalLong next(PreparedStatement select, long after) throws SQLException {
        select.setLong(3, after);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
        }
    }

    /** Deletes what ended at or before {@code oldest}: no release that is kept has it. */
    static void retire(Connection connection, long stream, long oldest) throws SQLException {
        List<String> manifests = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select distinct digest from link where stream = ? and to_seq <= ? and kind = '" + LinkWriter.MANIFEST
                        + "'")) {
            select.setLong(1, stream);
            select.setLong(2, oldest);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    manifests.add(Rows.text(rows, 1));
                }
            }
        }
        Set<Long> repositories = new TreeSet<>();
        for (String table : TABLES) {
            try (PreparedStatement select = connection.prepareStatement(
                            "select distinct repo from " + table + " where stream = ? and to_seq <= ?");
                    PreparedStatement delete =
                            connection.prepareStatement("delete from " + table + " where stream = ? and to_seq <= ?")) {
                select.setLong(1, stream);
                select.setLong(2, oldest);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        repositories.add(rows.getLong(1));
                    }
                }
                delete.setLong(1, stream);
                delete.setLong(2, oldest);
                delete.executeUpdate();
            }
        }
        try (EdgeWriter edges = new EdgeWriter(connection)) {
            for (String manifest : manifests) {
                edges.removeUnlinked(manifest);
            }
        }
        LayerUrlRows.removeUnpublished(connection, manifests);
        for (String table : NameRows.RANGES) {
            try (PreparedStatement delete = Rows.prepare(
                    connection, "delete from " + table + " where stream = ? and to_seq <= ?", stream, oldest)) {
                delete.executeUpdate();
            }
        }
        for (long repository : repositories) {
            RepositoryRows.removeEmpty(connection, repository);
        }
    }
}
