package dev.sallyport.appliance.store;

import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The repositories that show something, as lists. Names are kept in memory, as many as there are: a search looks at each of
 * them there, and asks the database only for those that it tells. Thread-safe.
 */
public final class RepositoryList {
    private static final String SHOWS =
            "(exists (select 1 from stream s where s.id <> 0 and exists (select 1 from tag t"
                    + " where t.repo = r.id and t.stream = s.id and t.to_seq > s.current_seq and t.from_seq <= s.current_seq))"
                    + " or exists (select 1 from link l where l.stream = 0 and l.to_seq = " + Schema.OPEN
                    + " and l.repo = r.id))";

    private final Transactions transactions;
    private final ChangeWriter writer;
    private volatile @Nullable Snapshot snapshot;

    RepositoryList(Transactions transactions, ChangeWriter writer) {
        this.transactions = transactions;
        this.writer = writer;
    }

    /** Says which repositories are wanted. */
    public interface Filter {
        boolean accepts(RepositoryName name) throws IOException;
    }

    private record Snapshot(long changes, List<String> names) {}

    /**
     * A page of names, by their bytes.
     *
     * @param after where to go on: only names greater than this; null for the first page
     */
    public List<RepositoryName> page(@Nullable String after, int limit) throws IOException {
        return transactions.read(connection -> {
            List<RepositoryName> names = new ArrayList<>();
            try (PreparedStatement select = Rows.prepare(
                            connection,
                            "select r.name from repository r where r.name > ? and " + SHOWS
                                    + " order by r.name limit ?",
                            after == null ? "" : after,
                            limit);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    names.add(new RepositoryName(Rows.text(rows, 1)));
                }
            }
            return names;
        });
    }

    /** Whether this repository shows something. */
    public boolean shows(RepositoryName name) throws IOException {
        return transactions.read(connection -> {
            try (PreparedStatement select = Rows.prepare(
                            connection, "select 1 from repository r where r.name = ? and " + SHOWS, name.value());
                    ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        });
    }

    /**
     * Names that contain {@code text}: those whose last component is it first, then those whose last component begins with it,
     * then all others.
     *
     * @param readable which of them the asker may know of
     * @param skip how many to leave out at the beginning
     */
    public List<RepositoryName> search(String text, Filter readable, int skip, int limit) throws IOException {
        List<RepositoryName> found = new ArrayList<>();
        int passed = 0;
        List<String> matches = names().stream()
                .filter(name -> name.contains(text))
                .sorted(Comparator.<String>comparingInt(name -> rank(name, text))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        for (String match : matches) {
            if (found.size() == limit) {
                break;
            }
            RepositoryName name = new RepositoryName(match);
            if (readable.accepts(name) && shows(name) && passed++ >= skip) {
                found.add(name);
            }
        }
        return found;
    }

    private static int rank(String name, String text) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        return last.equals(text) ? 0 : last.startsWith(text) ? 1 : 2;
    }

    private List<String> names() throws IOException {
        long changes = writer.changes();
        Snapshot known = snapshot;
        if (known == null || known.changes() != changes) {
            List<String> names = transactions.read(connection -> {
                List<String> all = new ArrayList<>();
                try (PreparedStatement select = connection.prepareStatement("select name from repository");
                        ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        all.add(Rows.text(rows, 1));
                    }
                }
                return all;
            });
            known = new Snapshot(changes, names);
            snapshot = known;
        }
        return known.names();
    }
}
