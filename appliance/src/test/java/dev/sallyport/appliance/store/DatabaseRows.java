package dev.sallyport.appliance.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every row of a store's database as text, for comparison. */
public final class DatabaseRows {
    private DatabaseRows() {}

    /** Sorted rows by table. */
    public static Map<String, List<String>> of(ApplianceStore store) throws IOException {
        return store.transactions().read(connection -> {
            Map<String, List<String>> tables = new TreeMap<>();
            for (String table : Schema.TABLES) {
                tables.put(table, rows(connection, "select * from " + table));
            }
            tables.put("applied", rows(connection, "select * from applied"));
            return tables;
        });
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(String.valueOf(rows.getObject(column)));
                }
                found.add(String.join(" | ", row));
            }
        }
        Collections.sort(found);
        return found;
    }
}
