package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.ContentChange.BlobLinked;
import dev.sallyport.appliance.store.ContentChange.ContentCollected;
import dev.sallyport.appliance.store.ContentChange.ContentDeleted;
import dev.sallyport.appliance.store.ContentChange.ManifestPut;
import dev.sallyport.appliance.store.ContentChange.ManifestTagged;
import dev.sallyport.appliance.store.ContentChange.TagRemoved;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows of what local tags named, one for each time that a tag was put or went; no digest says that it went. */
final class TagHistoryRows {
    private TagHistoryRows() {}

    /** Notes what {@code change} will do to tags; called before its own rows change. */
    static void apply(Connection connection, ContentChange change, JournalRecord entry) throws SQLException {
        if (change instanceof ManifestPut put) {
            add(connection, entry, change, put.tags(), put.manifest().digest().toString());
        } else if (change instanceof ManifestTagged put) {
            add(connection, entry, change, put.tags(), put.digest().toString());
        } else if (change instanceof TagRemoved removed) {
            add(connection, entry, change, List.of(removed.tag()), "");
        } else if (change instanceof ContentDeleted deleted) {
            if (deleted.manifest()) {
                add(connection, entry, change, tagsOf(connection, deleted), "");
            }
        } else if (change instanceof BlobLinked || change instanceof ContentCollected) {
            // Neither touches a tag: what is collected has none.
            return;
        }
    }

    private static List<String> tagsOf(Connection connection, ContentDeleted deleted) throws SQLException {
        List<String> tags = new ArrayList<>();
        try (PreparedStatement select = Rows.prepare(
                        connection,
                        "select t.name from tag t join repository r on r.id = t.repo"
                                + " where r.name = ? and t.digest = ? and t.kind = ? and t.stream = ? order by t.name",
                        deleted.repository().value(),
                        deleted.digest().toString(),
                        TagWriter.EXACT,
                        Schema.LOCAL);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                tags.add(Rows.text(rows, 1));
            }
        }
        return tags;
    }

    private static void add(
            Connection connection, JournalRecord entry, ContentChange change, List<String> tags, String digest)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into tag_history (repository, tag, number, at, actor, digest) values (?, ?, ?, ?, ?, ?)")) {
            for (String tag : tags) {
                insert.setString(1, change.repository().value());
                insert.setString(2, tag);
                insert.setLong(3, entry.number());
                insert.setObject(4, Rows.timestamp(entry.time()));
                insert.setString(5, entry.actor());
                insert.setString(6, digest);
                insert.executeUpdate();
            }
        }
    }
}
