package dev.sallyport.appliance.store;

import dev.sallyport.oci.Descriptor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes the tags of one release: those that are as before stay as they are, those that changed or went end at its sequence,
 * those that changed or came begin at it. Memory is that of one repository's tags; repositories come one after the other.
 */
final class TagWriter implements AutoCloseable {
    static final String EXACT = "exact";
    /** An image that is named by its digest alone. */
    static final String DIGEST = "digest";

    private static final int BATCH = 1000;

    private final long stream;
    private final long sequence;
    private final Connection connection;
    // Of the repository that is being written: tags that were open before and not met yet.
    private final Map<Key, Value> open = new HashMap<>();
    private final Set<Long> written = new HashSet<>();
    private final Set<Long> changed = new TreeSet<>();
    private final PreparedStatement end;
    private final PreparedStatement begin;
    private int waiting;
    private long count;

    private record Key(long repository, String kind, String name) {}

    private record Value(String digest, String mediaType, long size, String platforms) {}

    TagWriter(Connection connection, long stream, long sequence) throws SQLException {
        this.stream = stream;
        this.sequence = sequence;
        this.connection = connection;
        this.end = connection.prepareStatement(
                "update tag set to_seq = ? where repo = ? and kind = ? and name = ? and stream = ? and to_seq = ?");
        this.begin = connection.prepareStatement("insert into tag (repo, kind, name, stream, from_seq, to_seq, digest,"
                + " media_type, size, platforms) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    }

    private void begin(long repository) throws SQLException {
        if (!written.add(repository)) {
            return;
        }
        endRest();
        try (PreparedStatement select = connection.prepareStatement("select kind, name, digest, media_type, size,"
                + " platforms from tag where stream = ? and to_seq = ? and repo = ?")) {
            select.setLong(1, stream);
            select.setLong(2, Schema.OPEN);
            select.setLong(3, repository);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    open.put(
                            new Key(repository, Rows.text(rows, 1), Rows.text(rows, 2)),
                            new Value(Rows.text(rows, 3), Rows.text(rows, 4), rows.getLong(5), Rows.text(rows, 6)));
                }
            }
        }
    }

    private void endRest() throws SQLException {
        for (Key gone : open.keySet()) {
            end(gone);
            noteChanged(gone);
        }
        open.clear();
        flush();
    }

    /** @param tag null for an image that is named by its digest alone */
    void put(long repository, @Nullable String tag, Descriptor manifest, long size, String platforms)
            throws SQLException {
        count++;
        begin(repository);
        String digest = manifest.digest().toString();
        Key key = tag == null ? new Key(repository, DIGEST, digest) : new Key(repository, EXACT, tag);
        Value value = new Value(digest, manifest.mediaType(), size, platforms);
        Value before = open.remove(key);
        if (value.equals(before)) {
            return;
        }
        noteChanged(key);
        if (before != null) {
            end(key);
        }
        begin.setLong(1, repository);
        begin.setString(2, key.kind());
        begin.setString(3, key.name());
        begin.setLong(4, stream);
        begin.setLong(5, sequence);
        begin.setLong(6, Schema.OPEN);
        begin.setString(7, digest);
        begin.setString(8, manifest.mediaType());
        begin.setLong(9, size);
        begin.setString(10, platforms);
        begin.addBatch();
        if (++waiting >= BATCH) {
            flush();
        }
    }

    private void noteChanged(Key key) {
        if (key.kind().equals(EXACT)) {
            changed.add(key.repository());
        }
    }

    private void end(Key key) throws SQLException {
        end.setLong(1, sequence);
        end.setLong(2, key.repository());
        end.setString(3, key.kind());
        end.setString(4, key.name());
        end.setLong(5, stream);
        end.setLong(6, Schema.OPEN);
        end.addBatch();
        if (++waiting >= BATCH) {
            flush();
        }
    }

    // A range ends before its successor begins: both batches are in that order.
    private void flush() throws SQLException {
        waiting = 0;
        end.executeBatch();
        begin.executeBatch();
    }

    /** Ends the tags that were not put, and writes what waits; the number of tags that were put. */
    long finish() throws SQLException {
        endRest();
        StreamRanges.endOthers(connection, "tag", stream, sequence, written);
        return count;
    }

    /** Those of the repositories that the release has in which a tag came, changed or went; known when it is finished. */
    Set<Long> changed() {
        return changed;
    }

    /** The repositories that the release has. */
    Set<Long> written() {
        return written;
    }

    @Override
    public void close() throws SQLException {
        try (end) {
            begin.close();
        }
    }
}
