package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.ContentChange.BlobLinked;
import dev.sallyport.appliance.store.ContentChange.ContentCollected;
import dev.sallyport.appliance.store.ContentChange.ContentDeleted;
import dev.sallyport.appliance.store.ContentChange.ManifestFacts;
import dev.sallyport.appliance.store.ContentChange.ManifestPut;
import dev.sallyport.appliance.store.ContentChange.ManifestTagged;
import dev.sallyport.appliance.store.ContentChange.TagRemoved;
import dev.sallyport.oci.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The rows of local repositories. They are a function of the changes alone: no content is read for them.
 *
 * <p>Content is unreferenced from the moment at which nothing in its repository leads to it: a blob that was pushed and is in no
 * manifest yet, and what a deleted manifest was made of, or was the subject of, unless a tag or another manifest names it. A manifest that
 * was pushed on its own and has no tag is not: somebody may know its digest.
 */
final class LocalRows {
    private final Connection connection;
    private final Instant time;

    private LocalRows(Connection connection, Instant time) {
        this.connection = connection;
        this.time = time;
    }

    static void apply(Connection connection, ContentChange change, Instant time) throws SQLException {
        LocalRows rows = new LocalRows(connection, time);
        if (change instanceof BlobLinked blob) {
            rows.linkBlob(blob);
        } else if (change instanceof ManifestPut manifest) {
            rows.putManifest(RepositoryRows.findOrMake(connection, manifest.repository()), manifest);
        } else {
            OptionalLong repository = RepositoryRows.find(connection, change.repository());
            if (repository.isPresent()) {
                rows.change(repository.getAsLong(), change);
                RepositoryRows.removeEmpty(connection, repository.getAsLong());
            }
        }
    }

    private void change(long repository, ContentChange change) throws SQLException {
        if (change instanceof ManifestTagged tagged) {
            tagManifest(repository, tagged);
        } else if (change instanceof TagRemoved removed) {
            removeTag(repository, removed.tag());
        } else if (change instanceof ContentDeleted deleted) {
            if (deleted.manifest()) {
                removeManifest(repository, deleted.digest().toString());
            } else {
                removeLink(repository, deleted.digest().toString(), LinkWriter.BLOB);
            }
        } else if (change instanceof ContentCollected collected) {
            for (Digest manifest : collected.manifests()) {
                removeManifest(repository, manifest.toString());
            }
            for (Digest blob : collected.blobs()) {
                removeLink(repository, blob.toString(), LinkWriter.BLOB);
            }
        }
    }

    private void linkBlob(BlobLinked change) throws SQLException {
        long repository = RepositoryRows.findOrMake(connection, change.repository());
        String digest = change.digest().toString();
        link(repository, digest, LinkWriter.BLOB, "application/octet-stream", change.size(), null, null);
        // What it is in by now may be about to go; whoever pushed it needs it now.
        touch(repository, digest, LinkWriter.BLOB);
        if (!isChild(repository, digest)) {
            // Again, with the new time, if it was unreferenced already: whoever pushed it needs it now.
            setReferenced(repository, digest, LinkWriter.BLOB);
            setUnreferenced(repository, digest, LinkWriter.BLOB);
        }
    }

    private void putManifest(long repository, ManifestPut change) throws SQLException {
        ManifestFacts manifest = change.manifest();
        String digest = manifest.digest().toString();
        link(
                repository,
                digest,
                LinkWriter.MANIFEST,
                manifest.mediaType(),
                manifest.size(),
                manifest.subject() == null ? null : manifest.subject().toString(),
                manifest.artifactType());
        try (EdgeWriter edges = new EdgeWriter(connection)) {
            edges.put(manifest.digest(), manifest.manifests(), manifest.blobs());
            edges.flush();
        }
        for (Digest child : manifest.manifests()) {
            setReferenced(repository, child.toString(), LinkWriter.MANIFEST);
        }
        for (Digest child : manifest.blobs()) {
            setReferenced(repository, child.toString(), LinkWriter.BLOB);
        }
        setNeeded(repository, digest);
        for (String tag : change.tags()) {
            putTag(repository, tag, digest, manifest.mediaType(), manifest.total(), manifest.platforms());
        }
    }

    // What it is made of is referenced as long as it is linked.
    private void tagManifest(long repository, ManifestTagged change) throws SQLException {
        String digest = change.digest().toString();
        touch(repository, digest, LinkWriter.MANIFEST);
        setNeeded(repository, digest);
        List<String> types = texts(
                "select media_type from link where repo = ? and digest = ? and kind = ? and stream = ?",
                repository,
                digest,
                LinkWriter.MANIFEST,
                Schema.LOCAL);
        for (String mediaType : types) {
            for (String tag : change.tags()) {
                putTag(repository, tag, digest, mediaType, change.total(), change.platforms());
            }
        }
    }

    // With it what refers to it, and may have lost it when it was deleted.
    private void setNeeded(long repository, String manifest) throws SQLException {
        setReferenced(repository, manifest, LinkWriter.MANIFEST);
        for (String referrer : texts("select digest from link where repo = ? and subject = ?", repository, manifest)) {
            setReferenced(repository, referrer, LinkWriter.MANIFEST);
        }
    }

    // What it named may have no other.
    private void removeTag(long repository, String tag) throws SQLException {
        List<String> named = texts(
                "select digest from tag where repo = ? and kind = ? and name = ? and stream = ?",
                repository,
                TagWriter.EXACT,
                tag,
                Schema.LOCAL);
        for (String digest : named) {
            touch(repository, digest, LinkWriter.MANIFEST);
        }
        update(
                "delete from tag where repo = ? and kind = ? and name = ? and stream = ?",
                repository,
                TagWriter.EXACT,
                tag,
                Schema.LOCAL);
    }

    // From now on it is as old as if it had been put now.
    private void touch(long repository, String digest, String kind) throws SQLException {
        update(
                "update link set since = ? where repo = ? and digest = ? and kind = ? and stream = ?",
                Rows.timestamp(time),
                repository,
                digest,
                kind,
                Schema.LOCAL);
    }

    private void putTag(long repository, String tag, String digest, String mediaType, long total, String platforms)
            throws SQLException {
        removeTag(repository, tag);
        update(
                "insert into tag (repo, kind, name, stream, from_seq, to_seq, digest, media_type, size, platforms)"
                        + " values (?, ?, ?, ?, 0, ?, ?, ?, ?, ?)",
                repository,
                TagWriter.EXACT,
                tag,
                Schema.LOCAL,
                Schema.OPEN,
                digest,
                mediaType,
                total,
                platforms);
    }

    private void link(
            long repository,
            String digest,
            String kind,
            String mediaType,
            long size,
            @Nullable String subject,
            @Nullable String artifactType)
            throws SQLException {
        int made = update(
                "insert into link (repo, digest, kind, stream, from_seq, to_seq, media_type, size, subject,"
                        + " artifact_type, since) values (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                repository,
                digest,
                kind,
                Schema.LOCAL,
                Schema.OPEN,
                mediaType,
                size,
                subject,
                artifactType,
                Rows.timestamp(time));
        if (made > 0) {
            RepositoryRows.addBytes(connection, repository, size);
        } else if (kind.equals(LinkWriter.MANIFEST)) {
            // A manifest without a type of its own may come again under another name for the same type.
            update(
                    "update link set media_type = ?, artifact_type = ?, since = ? where repo = ? and digest = ?"
                            + " and kind = ? and stream = ?",
                    mediaType,
                    artifactType,
                    Rows.timestamp(time),
                    repository,
                    digest,
                    kind,
                    Schema.LOCAL);
        }
    }

    private void removeManifest(long repository, String digest) throws SQLException {
        if (!removeLink(repository, digest, LinkWriter.MANIFEST)) {
            return;
        }
        update("delete from tag where repo = ? and stream = ? and digest = ?", repository, Schema.LOCAL, digest);
        for (String child : texts("select child from edge where parent = ? and kind = ?", digest, LinkWriter.BLOB)) {
            if (isLinked(repository, child, LinkWriter.BLOB) && !isChild(repository, child)) {
                setUnreferenced(repository, child, LinkWriter.BLOB);
            }
        }
        List<String> left = new ArrayList<>(
                texts("select child from edge where parent = ? and kind = ?", digest, LinkWriter.MANIFEST));
        left.addAll(texts("select digest from link where repo = ? and subject = ?", repository, digest));
        for (String manifest : left) {
            if (isLinked(repository, manifest, LinkWriter.MANIFEST)
                    && !isTagged(repository, manifest)
                    && !isChild(repository, manifest)) {
                setUnreferenced(repository, manifest, LinkWriter.MANIFEST);
            }
        }
        try (EdgeWriter edges = new EdgeWriter(connection)) {
            edges.removeUnlinked(digest);
        }
    }

    // Whether it was there.
    private boolean removeLink(long repository, String digest, String kind) throws SQLException {
        List<String> size = texts(
                "select size from link where repo = ? and digest = ? and kind = ? and stream = ?",
                repository,
                digest,
                kind,
                Schema.LOCAL);
        if (size.isEmpty()) {
            return false;
        }
        update(
                "delete from link where repo = ? and digest = ? and kind = ? and stream = ?",
                repository,
                digest,
                kind,
                Schema.LOCAL);
        RepositoryRows.addBytes(connection, repository, -Long.parseLong(size.get(0)));
        setReferenced(repository, digest, kind);
        return true;
    }

    /** Whether a manifest that the repository has is made of this. */
    private boolean isChild(long repository, String digest) throws SQLException {
        return exists(
                "select 1 from edge e join link l on l.repo = ? and l.digest = e.parent and l.kind = ?"
                        + " where e.child = ? limit 1",
                repository,
                LinkWriter.MANIFEST,
                digest);
    }

    private boolean isLinked(long repository, String digest, String kind) throws SQLException {
        return exists(
                "select 1 from link where repo = ? and digest = ? and kind = ? limit 1", repository, digest, kind);
    }

    private boolean isTagged(long repository, String digest) throws SQLException {
        return exists(
                "select 1 from tag where repo = ? and stream = ? and digest = ? limit 1",
                repository,
                Schema.LOCAL,
                digest);
    }

    private void setReferenced(long repository, String digest, String kind) throws SQLException {
        update("delete from unreferenced where repo = ? and digest = ? and kind = ?", repository, digest, kind);
    }

    private void setUnreferenced(long repository, String digest, String kind) throws SQLException {
        if (kind.equals(LinkWriter.MANIFEST)) {
            touch(repository, digest, LinkWriter.MANIFEST);
        }
        update(
                "insert into unreferenced (repo, digest, kind, since) values (?, ?, ?, ?) on conflict do nothing",
                repository,
                digest,
                kind,
                Rows.timestamp(time));
    }

    private int update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = Rows.prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    private boolean exists(String sql, @Nullable Object... values) throws SQLException {
        return !texts(sql, values).isEmpty();
    }

    private List<String> texts(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = Rows.prepare(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(Rows.text(rows, 1));
            }
            return texts;
        }
    }
}
