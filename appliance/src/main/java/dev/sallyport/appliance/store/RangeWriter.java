package dev.sallyport.appliance.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows that are valid between two sequences of a stream: those that are as before stay as they are, those that changed
 * or went end at the sequence, those that changed or came begin at it. All columns but the sequences are texts or numbers.
 */
final class RangeWriter {
    private static final int BATCH = 1000;

    private final String table;
    private final List<String> keys;
    private final List<String> values;

    /**
     * @param keys the columns that tell rows of one sequence apart
     * @param values the columns that may change
     */
    RangeWriter(String table, List<String> keys, List<String> values) {
        this.table = table;
        this.keys = List.copyOf(keys);
        this.values = List.copyOf(values);
    }

    /**
     * Makes {@code rows} what is valid from {@code sequence} on, of all rows that {@code where} selects.
     *
     * @param fixed the values in {@code where}
     * @param rows values by key, in the order of the columns
     */
    void write(
            Connection connection, String where, List<Long> fixed, long sequence, Map<List<Object>, List<Object>> rows)
            throws SQLException {
        Map<List<Object>, List<Object>> open = read(connection, where, fixed);
        List<List<Object>> ended = new ArrayList<>();
        Map<List<Object>, List<Object>> begun = new HashMap<>();
        open.forEach((key, before) -> {
            if (!before.equals(rows.get(key))) {
                ended.add(key);
            }
        });
        rows.forEach((key, now) -> {
            if (!now.equals(open.get(key))) {
                begun.put(key, now);
            }
        });
        end(connection, sequence, ended);
        begin(connection, sequence, begun);
    }

    private Map<List<Object>, List<Object>> read(Connection connection, String where, List<Long> fixed)
            throws SQLException {
        Map<List<Object>, List<Object>> open = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("select " + String.join(", ", keys) + ", "
                + String.join(", ", values) + " from " + table + " where " + where + " and to_seq = ?")) {
            int column = 1;
            for (long value : fixed) {
                select.setLong(column++, value);
            }
            select.setLong(column, Schema.OPEN);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    open.put(objects(rows, 1, keys.size()), objects(rows, keys.size() + 1, values.size()));
                }
            }
        }
        return open;
    }

    // Not List.copyOf: a value may be null.
    private static List<Object> objects(ResultSet rows, int from, int count) throws SQLException {
        List<Object> objects = new ArrayList<>();
        for (int column = from; column < from + count; column++) {
            objects.add(rows.getObject(column));
        }
        return objects;
    }

    private void end(Connection connection, long sequence, List<List<Object>> ended) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update " + table + " set to_seq = ? where "
                + String.join(" = ? and ", keys) + " = ? and to_seq = ?")) {
            int waiting = 0;
            for (List<Object> key : ended) {
                update.setLong(1, sequence);
                set(update, 2, key);
                update.setLong(2 + keys.size(), Schema.OPEN);
                update.addBatch();
                if (++waiting % BATCH == 0) {
                    update.executeBatch();
                }
            }
            update.executeBatch();
        }
    }

    private void begin(Connection connection, long sequence, Map<List<Object>, List<Object>> begun)
            throws SQLException {
        int columns = keys.size() + values.size();
        try (PreparedStatement insert = connection.prepareStatement("insert into " + table + " ("
                + String.join(", ", keys) + ", " + String.join(", ", values) + ", from_seq, to_seq) values ("
                + "?, ".repeat(columns) + "?, ?)")) {
            int waiting = 0;
            for (Map.Entry<List<Object>, List<Object>> row : begun.entrySet()) {
                set(insert, 1, row.getKey());
                set(insert, 1 + keys.size(), row.getValue());
                insert.setLong(columns + 1, sequence);
                insert.setLong(columns + 2, Schema.OPEN);
                insert.addBatch();
                if (++waiting % BATCH == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
    }

    private static void set(PreparedStatement statement, int from, List<@Nullable Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value instanceof Long number) {
                statement.setLong(from + i, number);
            } else {
                statement.setString(from + i, (String) value);
            }
        }
    }
}
