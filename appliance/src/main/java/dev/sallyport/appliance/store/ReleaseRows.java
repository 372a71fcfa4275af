package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.Change.ReleasePublished;
import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.bundle.VolumeSummary;
import dev.sallyport.content.ContentStore;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of streams and releases, and with them those of tags and links. */
final class ReleaseRows {
    private final ReleaseFiles files;
    private final ContentStore content;

    ReleaseRows(ReleaseFiles files, ContentStore content) {
        this.files = files;
        this.content = content;
    }

    /** Makes a release what its stream shows. */
    void publish(Connection connection, ReleasePublished change, JournalRecord entry)
            throws SQLException, IOException, SallyportException {
        BundleDocuments documents = files.read(change.statement())
                .orElseThrow(() -> new IOException("The documents of a release are gone: " + change.statement()));
        long stream = stream(connection, change.stream());
        long tags;
        try (LinkWriter links = new LinkWriter(connection);
                TagWriter writer = new TagWriter(connection, stream, change.sequence())) {
            new ReleaseClosure(documents, content).walk(new RowVisitor(links, writer));
            links.flush();
            tags = writer.finish();
        }
        insert(connection, stream, change, entry, documents.statement(), tags);
        try (PreparedStatement update =
                connection.prepareStatement("update stream set current_seq = ?, high_seq = ? where id = ?")) {
            update.setLong(1, change.sequence());
            update.setLong(2, change.sequence());
            update.setLong(3, stream);
            update.executeUpdate();
        }
    }

    // Numbers are given in the journal's order, so that a database that is built again has the same.
    private static long stream(Connection connection, StreamName name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select id from stream where name = ?")) {
            select.setString(1, name.value());
            try (ResultSet rows = select.executeQuery()) {
                if (rows.next()) {
                    return rows.getLong(1);
                }
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert into stream (id, name, current_seq, high_seq)"
                        + " select coalesce(max(id), 0) + 1, ?, 0, 0 from stream")) {
            insert.setString(1, name.value());
            insert.executeUpdate();
        }
        return stream(connection, name);
    }

    private static void insert(
            Connection connection,
            long stream,
            ReleasePublished change,
            JournalRecord entry,
            Statement statement,
            long tags)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into release (stream, seq, statement,"
                        + " publisher, created, published, actor, volumes, bytes, tags) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, stream);
            insert.setLong(2, change.sequence());
            insert.setString(3, change.statement().toString());
            insert.setString(4, change.publisher());
            insert.setObject(5, Rows.timestamp(statement.created()));
            insert.setObject(6, Rows.timestamp(entry.time()));
            insert.setString(7, entry.actor());
            insert.setInt(8, statement.volumes().size());
            insert.setLong(
                    9,
                    statement.volumes().stream().mapToLong(VolumeSummary::bytes).sum());
            insert.setLong(10, tags);
            insert.executeUpdate();
        }
    }

    /** What is known of {@code stream}, with its statements at {@code sequences}. */
    static StreamHistory history(Connection connection, StreamName stream, Set<Long> sequences) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select s.id, s.current_seq, s.high_seq,"
                + " (select max(r.created) from release r where r.stream = s.id) from stream s where s.name = ?")) {
            select.setString(1, stream.value());
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return new StreamHistory(stream, 0, 0, null, Map.of());
                }
                @Nullable Instant latest = rows.getObject(4) == null ? null : Rows.instant(rows, 4);
                return new StreamHistory(
                        stream,
                        rows.getLong(2),
                        rows.getLong(3),
                        latest,
                        statements(connection, rows.getLong(1), sequences));
            }
        }
    }

    private static Map<Long, Digest> statements(Connection connection, long stream, Set<Long> sequences)
            throws SQLException {
        Map<Long, Digest> statements = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("select statement from release where stream = ? and seq = ?")) {
            for (long sequence : sequences) {
                select.setLong(1, stream);
                select.setLong(2, sequence);
                try (ResultSet rows = select.executeQuery()) {
                    if (rows.next()) {
                        statements.put(sequence, Rows.digest(rows, 1));
                    }
                }
            }
        }
        return statements;
    }

    /** Turns a walk into rows. Roots come sorted by repository. */
    private record RowVisitor(LinkWriter links, TagWriter tags) implements ReleaseClosure.Visitor<SQLException> {
        @Override
        public void manifest(BundleRoot root, Descriptor descriptor, Manifest manifest) throws SQLException {
            links.manifest(root.repository(), descriptor, manifest);
        }

        @Override
        public void blob(BundleRoot root, Descriptor descriptor) throws SQLException {
            links.blob(root.repository(), descriptor);
        }

        @Override
        public void end(BundleRoot root, long size, List<String> platforms) throws SQLException {
            if (!root.referrer()) {
                tags.put(
                        links.repository(root.repository()),
                        Optional.ofNullable(root.tag()).map(Tag::name).orElse(null),
                        root.manifest(),
                        size,
                        String.join(",", platforms));
            }
        }
    }
}
