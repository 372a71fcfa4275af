package dev.sallyport.appliance.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the names that several streams may have in one repository, each name once. Rows come in the order of an index: a page costs
 * what is on it, however many there are.
 */
final class NamePages {
    private static final String SHOWN = " exists (select 1 from stream s where s.id = t.stream"
            + " and t.from_seq <= s.current_seq and s.current_seq < t.to_seq)";
    private static final String TAGS = "select t.name from tag t where t.repo = ? and t.kind = '" + TagWriter.EXACT
            + "' and t.name > ? and" + SHOWN + " order by t.repo, t.kind, t.name limit ?";
    private static final String DERIVED = "select t.name from derived_tag t where t.repo = ? and t.name > ?"
            + " and t.other is null and" + SHOWN + " order by t.repo, t.name limit ?";

    private NamePages() {}

    static List<String> tags(Connection connection, long repository, @Nullable String after, int limit)
            throws SQLException {
        return page(connection, TAGS, repository, after, limit);
    }

    static List<String> derived(Connection connection, long repository, @Nullable String after, int limit)
            throws SQLException {
        return page(connection, DERIVED, repository, after, limit);
    }

    private static List<String> page(
            Connection connection, String sql, long repository, @Nullable String after, int limit) throws SQLException {
        List<String> names = new ArrayList<>();
        String last = after == null ? "" : after;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            boolean more = true;
            while (more && names.size() < limit) {
                select.setLong(1, repository);
                select.setString(2, last);
                select.setInt(3, limit);
                int rows = 0;
                try (ResultSet found = select.executeQuery()) {
                    for (; found.next(); rows++) {
                        String name = Rows.text(found, 1);
                        // The same name of another stream comes right behind.
                        if (!name.equals(last) && names.size() < limit) {
                            names.add(name);
                            last = name;
                        }
                    }
                }
                more = rows == limit;
            }
        }
        return names;
    }
}
