package dev.sallyport.appliance.store;

import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The repositories that show something, as lists. Names are kept in memory, as many as there are: a search looks at each of
 * them there, and asks the database for some of those that match. Thread-safe.
 */
public final class RepositoryList {
    private static final String SHOWS =
            "(exists (select 1 from stream s where s.id <> 0 and exists (select 1 from tag t where t.repo = r.id"
                    + " and t.stream = s.id and" + StreamRanges.SHOWN_IN_REPOSITORY + "))"
                    + " or exists (select 1 from link l where l.stream = 0 and l.to_seq = " + Schema.OPEN
                    + " and l.repo = r.id))";

    private static final int MOST_LOOKED_UP = 1000;
    private static final int LOOKED_UP_AT_ONCE = 100;

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

    /**
     * Names that contain {@code text}: those whose last component is it first, then those whose last component begins with it,
     * then all others. Whether one shows something is looked up for {@value #MOST_LOOKED_UP} of them at most, however many
     * there are: who wants others says more of the name.
     *
     * @param readable which of them the asker may know of
     * @param skip how many to leave out at the beginning
     */
    public List<RepositoryName> search(String text, Filter readable, int skip, int limit) throws IOException {
        List<RepositoryName> candidates = new ArrayList<>();
        for (String match : matches(text)) {
            if (candidates.size() == MOST_LOOKED_UP) {
                break;
            }
            RepositoryName name = new RepositoryName(match);
            if (readable.accepts(name)) {
                candidates.add(name);
            }
        }
        List<RepositoryName> found = new ArrayList<>();
        for (int from = 0; from < candidates.size() && found.size() < skip + limit; from += LOOKED_UP_AT_ONCE) {
            found.addAll(showing(candidates.subList(from, Math.min(candidates.size(), from + LOOKED_UP_AT_ONCE))));
        }
        return List.copyOf(found.subList(Math.min(skip, found.size()), Math.min(skip + limit, found.size())));
    }

    /** Of all names, those that contain {@code text}, the best first. */
    private List<String> matches(String text) throws IOException {
        List<String> exact = new ArrayList<>();
        List<String> begun = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String name : names()) {
            int last = name.lastIndexOf('/') + 1;
            if (name.startsWith(text, last)) {
                (name.length() == last + text.length() ? exact : begun).add(name);
            } else if (name.contains(text)) {
                others.add(name);
            }
        }
        exact.addAll(begun);
        exact.addAll(others);
        return exact;
    }

    /** Those of {@code names} that show something, in the same order. */
    private List<RepositoryName> showing(List<RepositoryName> names) throws IOException {
        Set<String> showing = transactions.read(connection -> {
            Set<String> found = new HashSet<>();
            String places = String.join(", ", Collections.nCopies(names.size(), "?"));
            try (PreparedStatement select = Rows.prepare(
                            connection,
                            "select r.name from repository r where r.name in (" + places + ") and " + SHOWS,
                            names.stream().map(RepositoryName::value).toArray());
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(Rows.text(rows, 1));
                }
            }
            return found;
        });
        return names.stream().filter(name -> showing.contains(name.value())).toList();
    }

    /** All names, whether they show something or not, by their bytes. */
    private List<String> names() throws IOException {
        long changes = writer.changes();
        Snapshot known = snapshot;
        if (known == null || known.changes() != changes) {
            List<String> names = transactions.read(connection -> {
                List<String> all = new ArrayList<>();
                try (PreparedStatement select =
                                connection.prepareStatement("select name from repository order by name");
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
