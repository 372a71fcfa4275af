package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.AccessChange.LoginFailed;
import dev.sallyport.appliance.store.AccessChange.PasswordSet;
import dev.sallyport.appliance.store.AccessChange.RoleGranted;
import dev.sallyport.appliance.store.AccessChange.RoleRevoked;
import dev.sallyport.appliance.store.AccessChange.TokenCreated;
import dev.sallyport.appliance.store.AccessChange.TokenRevoked;
import dev.sallyport.appliance.store.AccessChange.UserAdded;
import dev.sallyport.appliance.store.AccessChange.UserRemoved;
import dev.sallyport.signature.RepositoryPattern;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of users, what they may, their tokens, and of failed logins. */
final class AccessRows {
    private AccessRows() {}

    /** Makes the rows say what {@code change}, which is {@code entry}'s, says. */
    static void apply(Connection connection, AccessChange change, JournalRecord entry) throws SQLException {
        if (change instanceof LoginFailed failed) {
            addFailedLogin(connection, failed);
            return;
        }
        keepAnonymous(connection, entry.time());
        if (change instanceof UserAdded added) {
            addUser(connection, added, entry);
        } else if (change instanceof UserRemoved) {
            removeUser(connection, change.user());
        } else if (change instanceof PasswordSet set) {
            // The record's number is larger than every one before, also than those of a removed user of that name.
            update(
                    connection,
                    "update principal set password = ?, generation = ? where name = ?",
                    set.password(),
                    entry.number(),
                    set.user().value());
        } else if (change instanceof RoleGranted granted) {
            addGrant(connection, granted.user(), granted.grant());
        } else if (change instanceof RoleRevoked revoked) {
            update(
                    connection,
                    "delete from access_grant where name = ? and role = ? and repositories = ?",
                    revoked.user().value(),
                    revoked.grant().role().label(),
                    revoked.grant().repositories().text());
        } else if (change instanceof TokenCreated created) {
            addToken(connection, created, entry.time());
        } else if (change instanceof TokenRevoked revoked) {
            update(connection, "delete from access_token where id = ?", revoked.id());
        }
    }

    // Its row says that access was configured; until then nobody's grant is implied.
    private static void keepAnonymous(Connection connection, Instant time) throws SQLException {
        int made = update(
                connection,
                "insert into principal (name, generation, added) values (?, 0, ?) on conflict do nothing",
                UserName.ANONYMOUS.value(),
                Rows.timestamp(time));
        if (made == 1) {
            addGrant(connection, UserName.ANONYMOUS, Grant.everywhere(Role.PULL));
        }
    }

    private static void addUser(Connection connection, UserAdded added, JournalRecord entry) throws SQLException {
        update(
                connection,
                "insert into principal (name, password, generation, added) values (?, ?, ?, ?)",
                added.user().value(),
                added.password(),
                entry.number(),
                Rows.timestamp(entry.time()));
        for (Grant grant : added.grants()) {
            addGrant(connection, added.user(), grant);
        }
    }

    private static void removeUser(Connection connection, UserName user) throws SQLException {
        update(connection, "delete from access_token where name = ?", user.value());
        update(connection, "delete from access_grant where name = ?", user.value());
        update(connection, "delete from principal where name = ?", user.value());
    }

    private static void addGrant(Connection connection, UserName user, Grant grant) throws SQLException {
        update(
                connection,
                "insert into access_grant (name, role, repositories) values (?, ?, ?) on conflict do nothing",
                user.value(),
                grant.role().label(),
                grant.repositories().text());
    }

    private static void addToken(Connection connection, TokenCreated created, Instant time) throws SQLException {
        Instant expires = created.expires();
        update(
                connection,
                "insert into access_token (id, name, secret, label, created, expires) values (?, ?, ?, ?, ?, ?)",
                created.id(),
                created.user().value(),
                created.secret().toString(),
                created.label(),
                Rows.timestamp(time),
                expires == null ? null : Rows.timestamp(expires));
    }

    // What an hour before says is of no use any more: the table stays small whatever comes.
    private static void addFailedLogin(Connection connection, LoginFailed failed) throws SQLException {
        update(connection, "delete from failed_login where in_hour < ?", failed.hour());
        update(
                connection,
                "insert into failed_login (name, address, in_hour) values (?, ?, ?) on conflict do nothing",
                failed.user().value(),
                failed.address(),
                failed.hour());
    }

    /** Whether that is recorded already, or {@code most} others of that hour are. */
    static boolean hasFailedLogin(Connection connection, LoginFailed failed, int most) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select count(*), coalesce(sum(case when name = ? and address = ? then 1 else 0 end), 0)"
                        + " from failed_login where in_hour >= ?")) {
            select.setString(1, failed.user().value());
            select.setString(2, failed.address());
            select.setLong(3, failed.hour());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() && (rows.getLong(1) >= most || rows.getLong(2) > 0);
            }
        }
    }

    /** Everything but failed logins. */
    static AccessState state(Connection connection) throws SQLException {
        Map<String, List<Grant>> grants = grants(connection);
        List<UserEntry> users = new ArrayList<>();
        try (PreparedStatement select =
                        connection.prepareStatement("select name, password, generation, added from principal");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                String name = Rows.text(rows, 1);
                users.add(new UserEntry(
                        new UserName(name),
                        rows.getString(2),
                        rows.getLong(3),
                        Rows.instant(rows, 4),
                        grants.getOrDefault(name, List.of())));
            }
        }
        return new AccessState(users, tokens(connection));
    }

    private static Map<String, List<Grant>> grants(Connection connection) throws SQLException {
        Map<String, List<Grant>> grants = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "select name, role, repositories from access_grant order by name, role, repositories");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                Grant grant = new Grant(role(Rows.text(rows, 2)), new RepositoryPattern(Rows.text(rows, 3)));
                grants.computeIfAbsent(Rows.text(rows, 1), name -> new ArrayList<>())
                        .add(grant);
            }
        }
        return grants;
    }

    private static Role role(String label) throws SQLException {
        for (Role role : Role.values()) {
            if (role.label().equals(label)) {
                return role;
            }
        }
        throw new SQLException("Not a role: " + label);
    }

    private static List<TokenEntry> tokens(Connection connection) throws SQLException {
        List<TokenEntry> tokens = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "select id, name, secret, label, created, expires from access_token");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                tokens.add(new TokenEntry(
                        Rows.text(rows, 1),
                        new UserName(Rows.text(rows, 2)),
                        Rows.digest(rows, 3),
                        Rows.text(rows, 4),
                        Rows.instant(rows, 5),
                        rows.getObject(6) == null ? null : Rows.instant(rows, 6)));
            }
        }
        return tokens;
    }

    private static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                update.setObject(i + 1, values[i]);
            }
            return update.executeUpdate();
        }
    }
}
