package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.TrustChange.TrustAdded;
import dev.sallyport.appliance.store.TrustChange.TrustRevoked;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.signature.KeyId;
import dev.sallyport.signature.RepositoryPattern;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The rows of trusted keys. */
final class TrustRows {
    private final TrustFiles files;

    TrustRows(TrustFiles files) {
        this.files = files;
    }

    void add(Connection connection, TrustAdded change, Instant time) throws SQLException {
        String key = change.key().toString();
        String stream = change.stream().value();
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into trusted_key (key_id, stream, publisher, threshold, added) values (?, ?, '', 1, ?)"
                        + " on conflict do nothing")) {
            insert.setString(1, key);
            insert.setString(2, stream);
            insert.setObject(3, Rows.timestamp(time));
            insert.executeUpdate();
        }
        try (PreparedStatement update = connection.prepareStatement(
                "update trusted_key set publisher = ?, repositories = ?, aliases = ?, added = ?, revoked = null"
                        + " where key_id = ? and stream = ?")) {
            RepositoryPattern repositories = change.repositories();
            update.setString(1, change.publisher());
            update.setString(2, repositories == null ? null : repositories.text());
            RepositoryPattern aliases = change.aliases();
            update.setString(3, aliases == null ? null : aliases.text());
            update.setObject(4, Rows.timestamp(time));
            update.setString(5, key);
            update.setString(6, stream);
            update.executeUpdate();
        }
        // How many must sign is the stream's, so that revoking the key that came with the highest number lowers
        // nothing.
        try (PreparedStatement update =
                connection.prepareStatement("update trusted_key set threshold = ? where stream = ?")) {
            update.setInt(1, change.threshold());
            update.setString(2, stream);
            update.executeUpdate();
        }
    }

    void revoke(Connection connection, TrustRevoked change, Instant time) throws SQLException {
        StreamName stream = change.stream();
        try (PreparedStatement update = connection.prepareStatement("update trusted_key set revoked = ?"
                + " where key_id = ? and revoked is null" + (stream == null ? "" : " and stream = ?"))) {
            update.setObject(1, Rows.timestamp(time));
            update.setString(2, change.key().toString());
            if (stream != null) {
                update.setString(3, stream.value());
            }
            update.executeUpdate();
        }
    }

    /** Every entry, by stream and key id. */
    List<TrustEntry> list(Connection connection) throws SQLException, IOException {
        List<TrustEntry> entries = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "select key_id, stream, publisher, repositories, threshold, added, revoked, aliases from trusted_key"
                                + " order by stream, key_id");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                String repositories = rows.getString(4);
                String aliases = rows.getString(8);
                entries.add(new TrustEntry(
                        files.read(new KeyId(Rows.digest(rows, 1))),
                        Rows.text(rows, 3),
                        new StreamName(Rows.text(rows, 2)),
                        repositories == null ? null : new RepositoryPattern(repositories),
                        aliases == null ? null : new RepositoryPattern(aliases),
                        rows.getInt(5),
                        Rows.instant(rows, 6),
                        rows.getObject(7) == null ? null : Rows.instant(rows, 7)));
            }
        }
        return entries;
    }

    /** How many keys must sign {@code stream} now; 1 if none is trusted for it. */
    int threshold(Connection connection, StreamName stream) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select max(threshold) from trusted_key where stream = ?")) {
            select.setString(1, stream.value());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Math.max(1, rows.getInt(1)) : 1;
            }
        }
    }
}
