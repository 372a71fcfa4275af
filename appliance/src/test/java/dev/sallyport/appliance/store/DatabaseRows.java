package dev.sallyport.appliance.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every row of a closed store's database, as text, for comparison. */
public final class DatabaseRows {
    private DatabaseRows() {}

    /** Sorted rows by table; without the chain digest, which covers the time of each record. */
    public static Map<String, List<String>> of(Path data) throws SQLException {
        Map<String, List<String>> tables = new TreeMap<>();
        String url = "jdbc:h2:file:" + data.resolve("database/meta")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0";
        try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
            for (String table : Schema.TABLES) {
                tables.put(table, rows(connection, "select * from " + table));
            }
            tables.put("applied", rows(connection, "select number, version from applied"));
        }
        return tables;
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
