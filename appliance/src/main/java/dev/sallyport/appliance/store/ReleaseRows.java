package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.ReleaseChange.ReleasePublished;
import dev.sallyport.appliance.store.ReleaseChange.ReleaseShown;
import dev.sallyport.appliance.store.ReleaseChange.ReleasesRetired;
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
import java.util.ArrayList;
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

    /** Makes a release what its stream shows; all of its content is here. */
    void publish(Connection connection, ReleasePublished change, JournalRecord entry)
            throws SQLException, IOException, SallyportException {
        publish(connection, change, entry, ReleaseClosure::walk, ReplayProgress.untold());
    }

    /** As {@link #publish}, of a release that was published before: content that went missing since is no failure. */
    void publishAgain(Connection connection, ReleasePublished change, JournalRecord entry, ReplayProgress progress)
            throws SQLException, IOException, SallyportException {
        publish(connection, change, entry, ReleaseClosure::walkAgain, progress);
    }

    /** As {@link #publishAgain}, of a release that was retired since: its stream had it, no more. */
    void publishRetired(Connection connection, ReleasePublished change, JournalRecord entry)
            throws SQLException, IOException, SallyportException {
        long stream = stream(connection, change.stream());
        Statement statement = files.statement(change.statement()).orElseThrow(() -> gone(change));
        insert(connection, stream, change, entry, statement, 0);
        show(connection, stream, change.sequence());
    }

    private BundleDocuments documents(ReleasePublished change) throws IOException {
        return files.read(change.statement()).orElseThrow(() -> gone(change));
    }

    private static IOException gone(ReleasePublished change) {
        return new IOException("The documents of a release are gone: " + change.statement());
    }

    private interface Walk {
        void run(ReleaseClosure closure, RowVisitor visitor) throws SQLException, IOException, SallyportException;
    }

    private void publish(
            Connection connection, ReleasePublished change, JournalRecord entry, Walk walk, ReplayProgress progress)
            throws SQLException, IOException, SallyportException {
        BundleDocuments documents = documents(change);
        long stream = stream(connection, change.stream());
        long tags;
        try (LinkWriter links = new LinkWriter(connection, stream, change.sequence());
                TagWriter writer = new TagWriter(connection, stream, change.sequence())) {
            walk.run(new ReleaseClosure(documents, content), new RowVisitor(links, writer, progress));
            links.finish();
            tags = writer.finish();
            ReleaseNames names = new ReleaseNames(connection, stream, change.sequence());
            names.derive(writer.changed(), writer.written());
            names.leaveOut(documents.omissions());
            names.alias(documents.statement().aliases(), change.keys());
        }
        insert(connection, stream, change, entry, documents.statement(), tags);
        show(connection, stream, change.sequence());
    }

    private static void show(Connection connection, long stream, long sequence) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update stream set current_seq = ?, high_seq = greatest(high_seq, ?) where id = ?")) {
            update.setLong(1, sequence);
            update.setLong(2, sequence);
            update.setLong(3, stream);
            update.executeUpdate();
        }
    }

    /** Lets a stream show a release that it showed before; one row's update. */
    static void rollback(Connection connection, ReleaseShown change) throws SQLException {
        show(connection, stream(connection, change.stream()), change.sequence());
    }

    /** Keeps the releases of a stream from a sequence on, and forgets what only those before had. */
    static void retire(Connection connection, ReleasesRetired change) throws SQLException {
        long stream = stream(connection, change.stream());
        StreamRanges.retire(connection, stream, change.sequence());
        try (PreparedStatement update = connection.prepareStatement("update stream set low_seq = ? where id = ?")) {
            update.setLong(1, change.sequence());
            update.setLong(2, stream);
            update.executeUpdate();
        }
        try (PreparedStatement update =
                connection.prepareStatement("update release set tags = 0 where stream = ? and seq < ?")) {
            update.setLong(1, stream);
            update.setLong(2, change.sequence());
            update.executeUpdate();
        }
    }

    /** Throws unless a stream has this release and can be rolled back to it. */
    static void requireKept(Connection connection, StreamName stream, long sequence)
            throws SQLException, UnknownReleaseException {
        try (PreparedStatement select = Rows.prepare(
                        connection,
                        "select 1 from release r join stream s on s.id = r.stream"
                                + " where s.name = ? and r.seq = ? and r.seq >= s.low_seq",
                        stream.value(),
                        sequence);
                ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                throw new UnknownReleaseException(stream, sequence, kept(connection, stream));
            }
        }
    }

    /** Throws unless a stream has this release and shows none before it. */
    static void requireRetirable(Connection connection, StreamName stream, long oldest)
            throws SQLException, UnknownReleaseException {
        requireKept(connection, stream, oldest);
        try (PreparedStatement select =
                        Rows.prepare(connection, "select current_seq from stream where name = ?", stream.value());
                ResultSet rows = select.executeQuery()) {
            if (!rows.next() || rows.getLong(1) < oldest) {
                throw new UnknownReleaseException(stream, oldest, kept(connection, stream));
            }
        }
    }

    private static List<Long> kept(Connection connection, StreamName stream) throws SQLException {
        List<Long> kept = new ArrayList<>();
        try (PreparedStatement select = Rows.prepare(
                        connection,
                        "select r.seq from release r join stream s on s.id = r.stream"
                                + " where s.name = ? and r.seq >= s.low_seq order by r.seq desc limit 20",
                        stream.value());
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                kept.add(rows.getLong(1));
            }
        }
        return kept;
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
                connection.prepareStatement("insert into stream (id, name, current_seq, high_seq, low_seq)"
                        + " select coalesce(max(id), 0) + 1, ?, 0, 0, 0 from stream")) {
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
    private record RowVisitor(LinkWriter links, TagWriter tags, ReplayProgress progress)
            implements ReleaseClosure.Visitor<SQLException> {
        @Override
        public void manifest(BundleRoot root, Descriptor descriptor, Manifest manifest) throws SQLException {
            links.manifest(root.repository(), descriptor, manifest);
        }

        @Override
        public void blob(BundleRoot root, Descriptor descriptor) throws SQLException {
            links.blob(root.repository(), descriptor);
        }

        @Override
        public void unread(BundleRoot root, Descriptor descriptor) throws SQLException {
            links.unreadManifest(root.repository(), descriptor);
        }

        @Override
        public void end(BundleRoot root, long size, List<String> platforms) throws SQLException {
            progress.image();
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
