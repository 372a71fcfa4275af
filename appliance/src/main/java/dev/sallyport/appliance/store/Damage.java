package dev.sallyport.appliance.store;

import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Knows whose content some content is. Thread-safe. */
public final class Damage {
    private static final int MOST_MANIFESTS = 2_000;

    private final Transactions transactions;

    Damage(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * The images that are made of this blob or manifest, or are it: {@code repository:tag} where a tag is shown or can be rolled back to,
     * and {@code repository@digest} of the manifests that no tag names; sorted, at most {@code limit}.
     */
    public List<String> images(Digest digest, int limit) throws IOException {
        return transactions.read(connection -> {
            Set<String> images = new TreeSet<>();
            for (String manifest : ancestors(connection, digest)) {
                named(connection, manifest, images);
            }
            if (images.isEmpty()) {
                holders(connection, digest, images);
            }
            return images.stream().limit(limit).toList();
        });
    }

    // The content itself, and every manifest that leads to it.
    private static Set<String> ancestors(Connection connection, Digest digest) throws SQLException {
        Set<String> found = new LinkedHashSet<>(List.of(digest.toString()));
        Deque<String> waiting = new ArrayDeque<>(found);
        while (!waiting.isEmpty() && found.size() < MOST_MANIFESTS) {
            for (String parent : texts(
                    connection,
                    "select distinct parent from edge where child = ? limit " + MOST_MANIFESTS,
                    waiting.remove())) {
                if (found.add(parent)) {
                    waiting.add(parent);
                }
            }
        }
        return found;
    }

    private static void named(Connection connection, String manifest, Set<String> images) throws SQLException {
        for (String repository : texts(
                connection,
                "select distinct r.name from link l join repository r on r.id = l.repo"
                        + " where l.digest = ? and l.kind = '" + LinkWriter.MANIFEST + "' limit " + MOST_MANIFESTS,
                manifest)) {
            List<String> tags = texts(
                    connection,
                    "select distinct t.name from repository r join tag t on t.repo = r.id"
                            + " where r.name = ? and t.kind = '" + TagWriter.EXACT + "' and t.digest = ? limit "
                            + MOST_MANIFESTS,
                    repository,
                    manifest);
            if (tags.isEmpty() && !isChild(connection, manifest)) {
                images.add(repository + "@" + manifest);
            }
            tags.forEach(tag -> images.add(repository + ":" + tag));
        }
    }

    private static boolean isChild(Connection connection, String manifest) throws SQLException {
        return !texts(connection, "select parent from edge where child = ? limit 1", manifest)
                .isEmpty();
    }

    // In no image: a blob that was pushed on its own.
    private static void holders(Connection connection, Digest digest, Set<String> images) throws SQLException {
        for (String repository : texts(
                connection,
                "select distinct r.name from link l join repository r on r.id = l.repo where l.digest = ? limit "
                        + MOST_MANIFESTS,
                digest.toString())) {
            images.add(repository + "@" + digest);
        }
    }

    private static List<String> texts(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement select = Rows.prepare(connection, sql, (Object[]) values);
                ResultSet rows = select.executeQuery()) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(Rows.text(rows, 1));
            }
            return texts;
        }
    }
}
