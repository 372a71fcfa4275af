package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.QuotaChange.QuotaSet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The rows of quotas. */
final class QuotaRows {
    private QuotaRows() {}

    static void apply(Connection connection, QuotaChange change) throws SQLException {
        try (PreparedStatement delete = Rows.prepare(
                connection,
                "delete from quota where prefix = ?",
                change.prefix().text())) {
            delete.executeUpdate();
        }
        if (change instanceof QuotaSet set) {
            try (PreparedStatement insert = Rows.prepare(
                    connection,
                    "insert into quota (prefix, bytes) values (?, ?)",
                    set.prefix().text(),
                    set.bytes())) {
                insert.executeUpdate();
            }
        }
    }

    /** The quotas of the prefixes that are {@code wanted}, with what is used of each, by prefix. */
    static List<Quota> list(Connection connection, Predicate<QuotaPrefix> wanted) throws SQLException {
        List<Quota> quotas = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select prefix, bytes from quota order by prefix");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                QuotaPrefix prefix = new QuotaPrefix(Rows.text(rows, 1));
                if (wanted.test(prefix)) {
                    quotas.add(new Quota(prefix, rows.getLong(2), used(connection, prefix)));
                }
            }
        }
        return quotas;
    }

    private static long used(Connection connection, QuotaPrefix prefix) throws SQLException {
        // The names that begin with "team/" are those from "team/" up to "team0": 0 follows the slash.
        String sql = "select coalesce(sum(bytes), 0) from repository";
        try (PreparedStatement select = prefix.isAll()
                        ? connection.prepareStatement(sql)
                        : Rows.prepare(
                                connection,
                                sql + " where name = ? or (name > ? and name < ?)",
                                prefix.text(),
                                prefix.text() + '/',
                                prefix.text() + '0');
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
