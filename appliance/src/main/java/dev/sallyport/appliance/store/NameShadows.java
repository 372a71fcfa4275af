package dev.sallyport.appliance.store;

import dev.sallyport.oci.Reference;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Names that hide others, for people: nothing of this is wrong, but somebody should know. Thread-safe. */
public final class NameShadows {
    private static final int MOST_NAMED = 5;
    private static final String SHOWN = " t.from_seq <= s.current_seq and s.current_seq < t.to_seq ";

    private final Transactions transactions;
    private final String defaultRegistry;

    NameShadows(Transactions transactions, String defaultRegistry) {
        this.transactions = transactions;
        this.defaultRegistry = defaultRegistry;
    }

    /** A sentence for each kind of name that hides another. */
    public List<String> sentences() throws IOException {
        return transactions.read(connection -> {
            List<String> sentences = new ArrayList<>();
            add(
                    sentences,
                    tags(connection),
                    "Several streams have these tags and differ in them; the first stream in order answers: ");
            add(sentences, local(connection), "These local repositories hide published ones of the default registry: ");
            add(sentences, aliases(connection), "These aliases hide published repositories: ");
            return sentences;
        });
    }

    private static void add(List<String> sentences, List<String> names, String what) {
        if (!names.isEmpty()) {
            boolean more = names.size() > MOST_NAMED;
            sentences.add(
                    what + String.join(", ", more ? names.subList(0, MOST_NAMED) : names) + (more ? " and more" : ""));
        }
    }

    private static List<String> tags(Connection connection) throws SQLException {
        if (texts(connection, "select name from stream where id <> 0 limit 2").size() < 2) {
            return List.of();
        }
        return texts(
                connection,
                "select concat(r.name, ':', t.name) from tag t join stream s on s.id = t.stream"
                        + " join repository r on r.id = t.repo where t.kind = ? and s.id <> 0 and" + SHOWN
                        + "group by r.name, t.name having min(t.digest) <> max(t.digest)"
                        + " order by r.name, t.name limit ?",
                TagWriter.EXACT,
                MOST_NAMED + 1);
    }

    private List<String> local(Connection connection) throws SQLException {
        return texts(
                connection,
                "select r.name from repository r where exists (select 1 from link l"
                        + " where l.stream = 0 and l.to_seq = ? and l.repo = r.id) and exists (select 1 from repository p"
                        + " join tag t on t.repo = p.id join stream s on s.id = t.stream where s.id <> 0 and"
                        + " p.name = " + meant("r.name") + " and" + SHOWN + ") order by r.name limit ?",
                Schema.OPEN,
                MOST_NAMED + 1);
    }

    private List<String> aliases(Connection connection) throws SQLException {
        return texts(
                connection,
                "select distinct a.name from alias a where a.tag = '' and a.stream = 0 and exists (select 1"
                        + " from repository p join tag t on t.repo = p.id join stream s on s.id = t.stream"
                        + " where s.id <> 0 and p.name = " + meant("a.name") + " and" + SHOWN
                        + ") order by a.name limit ?",
                MOST_NAMED + 1);
    }

    // What a name without a host means where it is neither local nor an alias.
    private String meant(String column) {
        // Checked to be a host when the server started: it has no quote.
        String prefix = "concat('" + RepositoryName.hostComponent(defaultRegistry) + "/', ";
        return defaultRegistry.equals(Reference.DOCKER_HUB)
                ? prefix + "case when position('/' in " + column + ") = 0 then 'library/' else '' end, " + column + ")"
                : prefix + column + ")";
    }

    private static List<String> texts(Connection connection, String sql, Object... values) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement select = Rows.prepare(connection, sql, values);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                texts.add(Rows.text(rows, 1));
            }
        }
        return texts;
    }
}
