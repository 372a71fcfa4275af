package dev.sallyport.appliance.store;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.RepositoryName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Writes, in batches, which repository may give out what. A link that is there already stays. */
final class LinkWriter implements AutoCloseable {
    static final String MANIFEST = "manifest";
    static final String BLOB = "blob";
    private static final int BATCH = 1000;

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement update;
    private int waiting;
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

    void manifest(RepositoryName repository, Descriptor descriptor, Manifest manifest) throws SQLException {
        long id = repository(repository);
        String subject = manifest.subjectDescriptor()
                .map(found -> found.digest().toString())
                .orElse(null);
        String artifactType = manifest.effectiveArtifactType().orElse(null);
        insert(id, descriptor, MANIFEST, subject, artifactType);
        update.setString(1, descriptor.mediaType());
        update.setString(2, artifactType);
        update.setLong(3, id);
        update.setString(4, descriptor.digest().toString());
        update.setString(5, MANIFEST);
        update.setString(6, descriptor.mediaType());
        update.addBatch();
        count();
    }

    void blob(RepositoryName repository, Descriptor descriptor) throws SQLException {
        insert(repository(repository), descriptor, BLOB, null, null);
        count();
    }

    private void insert(
            long repository,
            Descriptor descriptor,
            String kind,
            @Nullable String subject,
            @Nullable String artifactType)
            throws SQLException {
        insert.setLong(1, repository);
        insert.setString(2, descriptor.digest().toString());
        insert.setString(3, kind);
        insert.setString(4, descriptor.mediaType());
        insert.setLong(5, descriptor.size());
        insert.setString(6, subject);
        insert.setString(7, artifactType);
        insert.addBatch();
    }

    private void count() throws SQLException {
        if (++waiting >= BATCH) {
            flush();
        }
    }

    /** Writes what waits. */
    void flush() throws SQLException {
        waiting = 0;
        insert.executeBatch();
        update.executeBatch();
    }

    /** The number of a repository, which is made if there is none of that name. */
    long repository(RepositoryName name) throws SQLException {
        if (!name.equals(lastName)) {
            lastId = find(name);
            lastName = name;
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
