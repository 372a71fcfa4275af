package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.ClientChange.FilesHandedOut;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The rows of what clients were told: of each kind at each address, what the newest files name. */
final class ClientRows {
    static final List<String> TABLES = List.of("client_registry");

    static final List<String> STATEMENTS = List.of("""
            create table client_registry (
                client varchar(20) not null,
                host varchar(255) not null,
                registry varchar(255) not null,
                primary key (client, host, registry))
            """);

    private ClientRows() {}

    static void apply(Connection connection, ClientChange change) throws SQLException {
        if (change instanceof FilesHandedOut files) {
            handOut(connection, files);
        } else {
            throw new IllegalStateException("Nothing makes rows of " + change.action());
        }
    }

    private static void handOut(Connection connection, FilesHandedOut files) throws SQLException {
        try (PreparedStatement delete = Rows.prepare(
                connection,
                "delete from client_registry where client = ? and host = ?",
                files.client(),
                files.host())) {
            delete.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into client_registry (client, host, registry) values (?, ?, ?) on conflict do nothing")) {
            for (String registry : files.registries()) {
                insert.setString(1, files.client());
                insert.setString(2, files.host());
                insert.setString(3, registry);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
