package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.ReleaseChange.ReleasePublished;
import dev.sallyport.appliance.store.ReleaseChange.ReleaseShown;
import dev.sallyport.appliance.store.ReleaseChange.ReleasesRetired;
import dev.sallyport.appliance.store.TrustChange.TrustAdded;
import dev.sallyport.appliance.store.TrustChange.TrustRevoked;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Turns journal records into rows, the same whether they are new or read again, and knows how far the rows are. */
final class ChangeRows {
    private final TrustRows trust;
    private final ReleaseRows releases;

    ChangeRows(TrustRows trust, ReleaseRows releases) {
        this.trust = trust;
        this.releases = releases;
    }

    /** Makes the rows say what {@code entry} says, for the first time. */
    void apply(Connection connection, JournalRecord entry) throws SQLException, IOException, SallyportException {
        Change change = Change.parse(entry);
        if (change instanceof ReleasePublished published) {
            releases.publish(connection, published, entry);
        } else {
            apply(connection, change, entry);
        }
    }

    /** Makes the rows say again what {@code entry} says, in a journal that goes on and {@code retired} releases since. */
    void applyAgain(Connection connection, JournalRecord entry, RetiredReleases retired, ReplayProgress progress)
            throws SQLException, IOException, SallyportException {
        Change change = Change.parse(entry);
        if (!(change instanceof ReleasePublished published)) {
            apply(connection, change, entry);
        } else if (retired.include(published)) {
            releases.publishRetired(connection, published, entry);
        } else {
            releases.publishAgain(connection, published, entry, progress);
        }
    }

    private void apply(Connection connection, Change change, JournalRecord entry) throws SQLException {
        if (change instanceof TrustAdded added) {
            trust.add(connection, added, entry.time());
        } else if (change instanceof TrustRevoked revoked) {
            trust.revoke(connection, revoked, entry.time());
        } else if (change instanceof ReleaseShown shown) {
            ReleaseRows.rollback(connection, shown);
        } else if (change instanceof ReleasesRetired retired) {
            ReleaseRows.retire(connection, retired);
        } else if (change instanceof ContentChange content) {
            TagHistoryRows.apply(connection, content, entry);
            LocalRows.apply(connection, content, entry.time());
        } else if (change instanceof AccessChange access) {
            AccessRows.apply(connection, access, entry);
        } else if (change instanceof NameChange name) {
            NameRows.apply(connection, name);
        } else if (change instanceof QuotaChange quota) {
            QuotaRows.apply(connection, quota);
        } else if (change instanceof ClientChange client) {
            ClientRows.apply(connection, client);
        } else {
            throw new IllegalStateException("Nothing makes rows of " + entry.action());
        }
    }

    /** The last journal record whose change the rows have. */
    static JournalPosition position(Connection connection) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet rows = select.executeQuery("select number, chain from applied where id = 1")) {
            if (!rows.next()) {
                throw new SQLException("The database does not know how far it is");
            }
            Digest chain = Rows.digest(rows, 2);
            return new JournalPosition(rows.getLong(1), chain);
        }
    }

    static void setPosition(Connection connection, JournalPosition position) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update applied set number = ?, chain = ? where id = 1")) {
            update.setLong(1, position.number());
            update.setString(2, position.chain().toString());
            update.executeUpdate();
        }
    }

    /** Deletes every row that the journal gives. */
    static void clear(Connection connection) throws SQLException {
        try (Statement delete = connection.createStatement()) {
            for (String table : Schema.TABLES) {
                delete.executeUpdate("delete from " + table);
            }
            delete.executeUpdate(Schema.LOCAL_STREAM);
        }
        setPosition(connection, JournalPosition.START);
    }
}
