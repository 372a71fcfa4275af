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
    // Numbers of repositories are given as they are needed; and from which sequence on something was so is not known
    // any
    // more once that release is retired.
    private static final Map<String, String> QUERIES = Map.of(
            "repository",
            "select name, bytes from repository",
            "derived_tag",
            "select r.name, d.name, s.name, greatest(d.from_seq, s.low_seq), d.to_seq, d.target, d.other"
                    + " from derived_tag d join repository r on r.id = d.repo join stream s on s.id = d.stream",
            "alias",
            "select a.name, a.tag, s.name, greatest(a.from_seq, s.low_seq), a.to_seq, a.target, a.target_tag"
                    + " from alias a join stream s on s.id = a.stream",
            "left_out",
            "select s.name, f.parent, f.child, greatest(f.from_seq, s.low_seq), f.to_seq, f.platforms, f.reason"
                    + " from left_out f join stream s on s.id = f.stream",
            "tag",
            "select r.name, t.kind, t.name, s.name, greatest(t.from_seq, s.low_seq), t.to_seq, t.digest, t.media_type,"
                    + " t.size, t.platforms from tag t join repository r on r.id = t.repo join stream s on s.id = t.stream",
            "link",
            "select r.name, l.digest, l.kind, s.name, greatest(l.from_seq, s.low_seq), l.to_seq, l.media_type, l.size,"
                    + " l.subject, l.artifact_type, l.since from link l join repository r on r.id = l.repo"
                    + " join stream s on s.id = l.stream",
            "unreferenced",
            "select r.name, u.digest, u.kind, u.since from unreferenced u join repository r on r.id = u.repo");

    private DatabaseRows() {}

    /** Sorted rows by table. */
    public static Map<String, List<String>> of(ApplianceStore store) throws IOException {
        return store.transactions().read(connection -> {
            Map<String, List<String>> tables = new TreeMap<>();
            for (String table : Schema.TABLES) {
                tables.put(table, rows(connection, QUERIES.getOrDefault(table, "select * from " + table)));
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
