package dev.sallyport.appliance.store;

import dev.sallyport.content.StoredAmount;
import dev.sallyport.oci.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what goes from one local repository when some of its content goes: what a manifest that goes is made of and what refers to
 * it, unless a tag, another manifest, or a lease keeps it. The same rules by which {@link LocalRows} says that something is
 * unreferenced, so that what this leaves out is noted as such and goes later.
 */
final class LocalClosurePlan {
    private static final int MOST = 10_000;

    private final Connection connection;
    private final long repository;
    private final CollectionRule rule;
    private final PlannedRemovals planned;
    private final Map<Key, LocalItem> going = new LinkedHashMap<>();

    private record Key(Digest digest, boolean manifest) {}

    LocalClosurePlan(Connection connection, long repository, CollectionRule rule, PlannedRemovals planned) {
        this.connection = connection;
        this.repository = repository;
        this.rule = rule;
        this.planned = planned;
    }

    /** What goes, in the order in which it was found; the same for the same rows. */
    List<LocalItem> items() {
        return List.copyOf(going.values());
    }

    StoredAmount amount() {
        StoredAmount amount = StoredAmount.NONE;
        for (LocalItem item : going.values()) {
            amount = amount.plusFile(item.size());
        }
        return amount;
    }

    /** Whether one change has enough. */
    boolean isFull() {
        return going.size() >= MOST;
    }

    /** Lets something go that nothing refers to, with all that only it leads to. */
    void addUnreferenced(LocalItem root) throws SQLException {
        if (!isGone(root.digest(), root.manifest()) && !rule.kept().test(root.digest())) {
            add(root);
        }
    }

    /** As {@link #addUnreferenced}, a manifest that has neither tag nor subject, unless an index has it. */
    void addUntagged(LocalItem root) throws SQLException {
        if (!isChildOfAnother(root.digest())) {
            addUnreferenced(root);
        }
    }

    private void add(LocalItem root) throws SQLException {
        Deque<LocalItem> waiting = new ArrayDeque<>();
        put(root, waiting);
        while (!waiting.isEmpty()) {
            LocalItem manifest = waiting.poll();
            for (LocalItem next : around(manifest.digest())) {
                if (!isFull() && mayGo(next)) {
                    put(next, waiting);
                }
            }
        }
    }

    private void put(LocalItem item, Deque<LocalItem> waiting) {
        if (going.putIfAbsent(new Key(item.digest(), item.manifest()), item) == null && item.manifest()) {
            waiting.add(item);
        }
    }

    private boolean mayGo(LocalItem item) throws SQLException {
        return !isGone(item.digest(), item.manifest())
                && !rule.kept().test(item.digest())
                && !(item.manifest() && isTagged(item.digest()))
                && !isUnreferenced(item)
                && !isChildOfAnother(item.digest());
    }

    private boolean isGone(Digest digest, boolean manifest) {
        return going.containsKey(new Key(digest, manifest))
                || planned.isRemovedLocal(repository, manifest ? LinkWriter.MANIFEST : LinkWriter.BLOB, digest);
    }

    // The children of a manifest, and what refers to it; as far as the repository has them, and nobody pushed them
    // again
    // since. What was pushed again is noted as unreferenced when this goes, and has its own time then.
    private List<LocalItem> around(Digest manifest) throws SQLException {
        List<LocalItem> items = new ArrayList<>();
        try (PreparedStatement select = Rows.prepare(
                        connection,
                        "select e.child, e.kind, l.size from edge e join link l on l.repo = ? and l.digest = e.child"
                                + " and l.kind = e.kind and l.stream = " + Schema.LOCAL
                                + " where e.parent = ? and l.since < ? order by e.ord",
                        repository,
                        manifest.toString(),
                        Rows.timestamp(rule.before()));
                ResultSet rows = select.executeQuery()) {
            read(rows, items);
        }
        try (PreparedStatement select = Rows.prepare(
                        connection,
                        "select digest, kind, size from link where repo = ? and subject = ? and stream = "
                                + Schema.LOCAL + " and since < ? order by digest",
                        repository,
                        manifest.toString(),
                        Rows.timestamp(rule.before()));
                ResultSet rows = select.executeQuery()) {
            read(rows, items);
        }
        return items;
    }

    private static void read(ResultSet rows, List<LocalItem> items) throws SQLException {
        while (rows.next()) {
            items.add(new LocalItem(
                    Rows.digest(rows, 1), Rows.text(rows, 2).equals(LinkWriter.MANIFEST), rows.getLong(3)));
        }
    }

    private boolean isTagged(Digest digest) throws SQLException {
        return exists(
                "select 1 from tag where repo = ? and stream = " + Schema.LOCAL + " and digest = ? limit 1", digest);
    }

    // It is due by its own time, then it is a root, or it is not yet.
    private boolean isUnreferenced(LocalItem item) throws SQLException {
        return exists(
                "select 1 from unreferenced where repo = ? and digest = ? and kind = '" + item.kind() + "'",
                item.digest());
    }

    private boolean isChildOfAnother(Digest digest) throws SQLException {
        try (PreparedStatement select = Rows.prepare(
                        connection,
                        "select e.parent from edge e join link l on l.repo = ? and l.digest = e.parent and l.kind = '"
                                + LinkWriter.MANIFEST + "' where e.child = ?",
                        repository,
                        digest.toString());
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                if (!isGone(Rows.digest(rows, 1), true)) {
                    return true;
                }
            }
            return false;
        }
    }

    private boolean exists(String sql, Digest digest) throws SQLException {
        try (PreparedStatement select = Rows.prepare(connection, sql, repository, digest.toString());
                ResultSet rows = select.executeQuery()) {
            return rows.next();
        }
    }
}
