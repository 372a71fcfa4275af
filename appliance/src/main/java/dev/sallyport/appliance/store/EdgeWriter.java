package dev.sallyport.appliance.store;

import dev.sallyport.oci.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Writes what manifests are made of; what is there already stays, since the same digest is always made of the same. */
final class EdgeWriter implements AutoCloseable {
    private static final int BATCH = 1000;

    private final PreparedStatement select;
    private final PreparedStatement insert;
    private final PreparedStatement read;
    private final PreparedStatement linked;
    private final PreparedStatement delete;
    private int waiting;

    EdgeWriter(Connection connection) throws SQLException {
        this.select = connection.prepareStatement("select 1 from edge where parent = ? limit 1");
        this.insert = connection.prepareStatement(
                "insert into edge (parent, ord, child, kind) values (?, ?, ?, ?)" + " on conflict do nothing");
        this.read = connection.prepareStatement("delete from unread where digest = ?");
        this.linked = connection.prepareStatement("select 1 from link where digest = ? and kind = ? limit 1");
        this.delete = connection.prepareStatement("delete from edge where parent = ?");
    }

    /** Notes the children of {@code parent}; a child may be listed more than once. */
    void put(Digest parent, List<Digest> manifests, List<Digest> blobs) throws SQLException {
        String name = parent.toString();
        read.setString(1, name);
        read.executeUpdate();
        select.setString(1, name);
        try (ResultSet rows = select.executeQuery()) {
            if (rows.next()) {
                return;
            }
        }
        int order = 0;
        for (Digest child : manifests) {
            add(name, order++, child, LinkWriter.MANIFEST);
        }
        for (Digest child : blobs) {
            add(name, order++, child, LinkWriter.BLOB);
        }
    }

    private void add(String parent, int order, Digest child, String kind) throws SQLException {
        insert.setString(1, parent);
        insert.setInt(2, order);
        insert.setString(3, child.toString());
        insert.setString(4, kind);
        insert.addBatch();
        if (++waiting >= BATCH) {
            flush();
        }
    }

    /** Writes what waits. */
    void flush() throws SQLException {
        waiting = 0;
        insert.executeBatch();
    }

    /** Notes that nobody could read what {@code parent} is made of. */
    static void putUnread(Connection connection, Digest parent) throws SQLException {
        try (PreparedStatement known = connection.prepareStatement("select 1 from edge where parent = ? limit 1");
                PreparedStatement insert =
                        connection.prepareStatement("insert into unread (digest) values (?) on conflict do nothing")) {
            known.setString(1, parent.toString());
            try (ResultSet rows = known.executeQuery()) {
                if (!rows.next()) {
                    insert.setString(1, parent.toString());
                    insert.executeUpdate();
                }
            }
        }
    }

    /** Forgets what {@code parent} is made of if no repository has it any more. */
    void removeUnlinked(String parent) throws SQLException {
        linked.setString(1, parent);
        linked.setString(2, LinkWriter.MANIFEST);
        try (ResultSet rows = linked.executeQuery()) {
            if (rows.next()) {
                return;
            }
        }
        delete.setString(1, parent);
        delete.executeUpdate();
        read.setString(1, parent);
        read.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        try (select;
                insert;
                linked;
                delete) {
            read.close();
        }
    }
}
