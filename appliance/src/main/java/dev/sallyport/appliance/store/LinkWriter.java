package dev.sallyport.appliance.store;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.RepositoryName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes, in batches, which repository may give out what. A link that is there already stays. */
final class LinkWriter implements AutoCloseable {
    static final String MANIFEST = "manifest";
    static final String BLOB = "blob";
    private static final int BATCH = 1000;
    private static final int MOST_RECENT = 50_000;

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement update;
    // What the next batch inserts; null where it is no manifest.
    private final List<@Nullable ManifestLink> waiting = new ArrayList<>();
    private final Set<String> recent = new HashSet<>();
    private @Nullable RepositoryName lastName;
    private long lastId;

    LinkWriter(Connection connection) throws SQLException {
        this.connection = connection;
        this.insert = connection.prepareStatement("insert into link (repo, digest, kind, media_type, size, subject,"
                + " artifact_type) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing");
        // A manifest without a type of its own may come again under another name for the same type.
        this.update = connection.prepareStatement("update link set media_type = ?, artifact_type = ?"
                + " where repo = ? and digest = ? and kind = ? and media_type <> ?");
    }

    private record ManifestLink(
            long repository,
            String digest,
            String mediaType,
            @Nullable String artifactType) {}

    void manifest(RepositoryName repository, Descriptor descriptor, Manifest manifest) throws SQLException {
        String subject = manifest.subjectDescriptor()
                .map(found -> found.digest().toString())
                .orElse(null);
        insert(
                repository(repository),
                descriptor,
                MANIFEST,
                subject,
                manifest.effectiveArtifactType().orElse(null));
    }

    void blob(RepositoryName repository, Descriptor descriptor) throws SQLException {
        insert(repository(repository), descriptor, BLOB, null, null);
    }

    private void insert(
            long repository,
            Descriptor descriptor,
            String kind,
            @Nullable String subject,
            @Nullable String artifactType)
            throws SQLException {
        String digest = descriptor.digest().toString();
        // Images share most of their layers with those beside them.
        if (kind.equals(BLOB) && !recent.add(digest)) {
            return;
        }
        insert.setLong(1, repository);
        insert.setString(2, digest);
        insert.setString(3, kind);
        insert.setString(4, descriptor.mediaType());
        insert.setLong(5, descriptor.size());
        insert.setString(6, subject);
        insert.setString(7, artifactType);
        insert.addBatch();
        waiting.add(
                kind.equals(MANIFEST)
                        ? new ManifestLink(repository, digest, descriptor.mediaType(), artifactType)
                        : null);
        if (waiting.size() >= BATCH) {
            flush();
        }
    }

    /** Writes what waits. */
    void flush() throws SQLException {
        int[] inserted = insert.executeBatch();
        boolean updates = false;
        for (int i = 0; i < inserted.length; i++) {
            ManifestLink link = waiting.get(i);
            if (link != null && inserted[i] == 0) {
                update.setString(1, link.mediaType());
                update.setString(2, link.artifactType());
                update.setLong(3, link.repository());
                update.setString(4, link.digest());
                update.setString(5, MANIFEST);
                update.setString(6, link.mediaType());
                update.addBatch();
                updates = true;
            }
        }
        if (updates) {
            update.executeBatch();
        }
        waiting.clear();
        if (recent.size() > MOST_RECENT) {
            recent.clear();
        }
    }

    /** The number of a repository, which is made if there is none of that name. */
    long repository(RepositoryName name) throws SQLException {
        if (!name.equals(lastName)) {
            lastId = find(name);
            lastName = name;
            recent.clear();
        }
        return lastId;
    }

    private long find(RepositoryName name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select id from repository where name = ?")) {
            select.setString(1, name.value());
            try (ResultSet rows = select.executeQuery()) {
                if (rows.next()) {
                    return rows.getLong(1);
                }
            }
        }
        try (PreparedStatement make = connection.prepareStatement(
                "insert into repository (id, name) select coalesce(max(id), 0) + 1, ? from repository")) {
            make.setString(1, name.value());
            make.executeUpdate();
        }
        return find(name);
    }

    @Override
    public void close() throws SQLException {
        try (insert) {
            update.close();
        }
    }
}
