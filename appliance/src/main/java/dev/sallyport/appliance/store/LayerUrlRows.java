package dev.sallyport.appliance.store;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.Manifest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** The rows of where published manifests say that layers can be had too: their {@code urls}. */
final class LayerUrlRows {
    static final List<String> TABLES = List.of("layer_url");

    static final List<String> STATEMENTS = List.of("""
            create table layer_url (
                parent varchar(135) not null,
                ord integer not null,
                host varchar(255) not null,
                path varchar(2048) not null,
                digest varchar(135) not null,
                primary key (parent, ord))
            """, "create index layer_url_path on layer_url (host, path)");

    private LayerUrlRows() {}

    /** Notes the addresses of the layers of {@code manifest}, which a release has; those that are noted already stay. */
    static void put(Connection connection, Digest parent, Manifest manifest) throws SQLException {
        if (!(manifest instanceof ImageManifest image)
                || image.layers().stream().allMatch(layer -> layer.urls().isEmpty())) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into layer_url"
                + " (parent, ord, host, path, digest) values (?, ?, ?, ?, ?) on conflict do nothing")) {
            int order = 0;
            for (Descriptor layer : image.layers()) {
                for (String url : layer.urls()) {
                    LayerUrl address = LayerUrl.parse(url).orElse(null);
                    if (address == null) {
                        continue;
                    }
                    insert.setString(1, parent.toString());
                    insert.setInt(2, order++);
                    insert.setString(3, address.host());
                    insert.setString(4, address.path());
                    insert.setString(5, layer.digest().toString());
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    /** Forgets the addresses in those of {@code manifests} that no release has any more. */
    static void removeUnpublished(Connection connection, Collection<String> manifests) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from layer_url where parent = ?"
                + " and not exists (select 1 from link where digest = ? and kind = ? and stream <> ?)")) {
            for (String manifest : manifests) {
                delete.setString(1, manifest);
                delete.setString(2, manifest);
                delete.setString(3, LinkWriter.MANIFEST);
                delete.setLong(4, Schema.LOCAL);
                delete.executeUpdate();
            }
        }
    }
}
