package dev.sallyport.appliance.store;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes what one release lets repositories give out: links that are as before stay as they are, those that went end at its
 * sequence, those that came begin at it. Memory is that of one repository's links; repositories come one after the other.
 *
 * <p>Rows are written in the order of their digests, many at a time: a page of an index is then written for many of them, not
 * for each of them again.
 */
final class LinkWriter implements AutoCloseable {
    static final String MANIFEST = "manifest";
    static final String BLOB = "blob";
    private static final int BATCH = 1000;
    private static final int SORTED = 20_000;

    private final Connection connection;
    private final long stream;
    private final long sequence;
    private final PreparedStatement insert;
    private final PreparedStatement end;
    private final EdgeWriter edges;
    // Of the repository that is being written: links that were open before and not met yet, with their types; those
    // met.
    private final Map<String, String> open = new HashMap<>();
    private final Set<String> met = new HashSet<>();
    private final List<Begun> begun = new ArrayList<>();
    private final Set<Long> written = new HashSet<>();
    private @Nullable RepositoryName name;
    private long repository;
    private int waiting;

    private record Begun(
            String digest,
            String kind,
            String mediaType,
            long size,
            @Nullable String subject,
            @Nullable String artifactType) {}

    private static final Comparator<Begun> BY_DIGEST =
            Comparator.comparing(Begun::digest).thenComparing(Begun::kind);

    LinkWriter(Connection connection, long stream, long sequence) throws SQLException {
        this.connection = connection;
        this.stream = stream;
        this.sequence = sequence;
        this.insert = connection.prepareStatement("insert into link (repo, digest, kind, stream, from_seq, to_seq,"
                + " media_type, size, subject, artifact_type) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        this.end = connection.prepareStatement("update link set to_seq = ?"
                + " where repo = ? and digest = ? and kind = ? and stream = ? and to_seq = ?");
        this.edges = new EdgeWriter(connection);
    }

    void manifest(RepositoryName in, Descriptor descriptor, Manifest manifest) throws SQLException {
        String subject = manifest.subjectDescriptor()
                .map(found -> found.digest().toString())
                .orElse(null);
        String artifactType = manifest.effectiveArtifactType().orElse(null);
        if (put(in, descriptor, MANIFEST, subject, artifactType)) {
            edges.put(descriptor.digest(), manifests(manifest), blobs(manifest));
            LayerUrlRows.put(connection, descriptor.digest(), manifest);
        }
    }

    /** A manifest that should be here, and cannot be read now. */
    void unreadManifest(RepositoryName in, Descriptor descriptor) throws SQLException {
        if (put(in, descriptor, MANIFEST, null, descriptor.artifactType())) {
            EdgeWriter.putUnread(connection, descriptor.digest());
        }
    }

    void blob(RepositoryName in, Descriptor descriptor) throws SQLException {
        put(in, descriptor, BLOB, null, null);
    }

    /** The children of a manifest that are manifests. */
    static List<Digest> manifests(Manifest manifest) {
        return children(manifest, true);
    }

    /** The children of a manifest that are not. */
    static List<Digest> blobs(Manifest manifest) {
        return children(manifest, false);
    }

    private static List<Digest> children(Manifest manifest, boolean manifests) {
        return manifest.children().stream()
                .filter(child -> MediaTypes.isManifest(child.mediaType()) == manifests)
                .map(Descriptor::digest)
                .distinct()
                .toList();
    }

    // Whether the repository did not have it until now.
    private boolean put(
            RepositoryName in,
            Descriptor descriptor,
            String kind,
            @Nullable String subject,
            @Nullable String artifactType)
            throws SQLException {
        repository(in);
        String digest = descriptor.digest().toString();
        String key = kind + digest;
        if (!met.add(key)) {
            return false;
        }
        String before = open.remove(key);
        if (before != null && (kind.equals(BLOB) || before.equals(descriptor.mediaType()))) {
            return false;
        }
        if (before != null) {
            // A manifest without a type of its own may come again under another name for the same type.
            end(repository, digest, kind);
        }
        begun.add(new Begun(digest, kind, descriptor.mediaType(), descriptor.size(), subject, artifactType));
        if (begun.size() >= SORTED) {
            flush();
        }
        return true;
    }

    private void begin(Begun link) throws SQLException {
        insert.setLong(1, repository);
        insert.setString(2, link.digest());
        insert.setString(3, link.kind());
        insert.setLong(4, stream);
        insert.setLong(5, sequence);
        insert.setLong(6, Schema.OPEN);
        insert.setString(7, link.mediaType());
        insert.setLong(8, link.size());
        insert.setString(9, link.subject());
        insert.setString(10, link.artifactType());
        insert.addBatch();
        if (++waiting >= BATCH) {
            insert.executeBatch();
            waiting = 0;
        }
    }

    private void end(long in, String digest, String kind) throws SQLException {
        end.setLong(1, sequence);
        end.setLong(2, in);
        end.setString(3, digest);
        end.setString(4, kind);
        end.setLong(5, stream);
        end.setLong(6, Schema.OPEN);
        end.addBatch();
        if (++waiting >= BATCH) {
            end.executeBatch();
            waiting = 0;
        }
    }

    // A link ends before its successor begins.
    private void flush() throws SQLException {
        end.executeBatch();
        waiting = 0;
        begun.sort(BY_DIGEST);
        for (Begun link : begun) {
            begin(link);
        }
        insert.executeBatch();
        waiting = 0;
        begun.clear();
        edges.flush();
    }

    /** The number of a repository, which is made if there is none of that name; begins it if another was written before. */
    long repository(RepositoryName wanted) throws SQLException {
        if (!wanted.equals(name)) {
            endRest();
            repository = RepositoryRows.findOrMake(connection, wanted);
            name = wanted;
            if (!written.add(repository)) {
                throw new IllegalStateException("A repository's content came in two parts: " + wanted);
            }
            readOpen();
        }
        return repository;
    }

    private void readOpen() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select digest, kind, media_type from link where stream = ? and to_seq = ? and repo = ?")) {
            select.setLong(1, stream);
            select.setLong(2, Schema.OPEN);
            select.setLong(3, repository);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    open.put(
                            Rows.text(rows, 2) + Rows.text(rows, 1),
                            Rows.text(rows, 3).intern());
                }
            }
        }
    }

    private void endRest() throws SQLException {
        for (String key : open.keySet()) {
            String kind = key.startsWith(MANIFEST) ? MANIFEST : BLOB;
            end(repository, key.substring(kind.length()), kind);
        }
        flush();
        open.clear();
        met.clear();
    }

    /** Ends what the release has no more, and writes what waits. */
    void finish() throws SQLException {
        endRest();
        StreamRanges.endOthers(connection, "link", stream, sequence, written);
    }

    @Override
    public void close() throws SQLException {
        try (insert;
                end) {
            edges.close();
        }
    }
}
