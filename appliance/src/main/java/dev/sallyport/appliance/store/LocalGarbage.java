package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.ContentChange.ContentCollected;
import dev.sallyport.content.StoredAmount;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes away from local repositories what nothing there refers to, together with what only that refers to. Each step is one change
 * of one repository, checked again at the moment at which it is made. Thread-safe.
 */
public final class LocalGarbage {
    private static final int ROOTS = 500;

    private final Transactions transactions;
    private final ChangeWriter writer;
    private final Leases leases;

    LocalGarbage(Transactions transactions, ChangeWriter writer, Leases leases) {
        this.transactions = transactions;
        this.writer = writer;
        this.leases = leases;
    }

    /** Where in a repository a collection is, or that it is through. */
    public record Progress(@Nullable Digest after, boolean untagged, boolean done, StoredAmount removed) {
        /** Nothing was looked at yet. */
        public static final Progress START = new Progress(null, false, false, StoredAmount.NONE);
    }

    /** The repositories with something that nothing has referred to since before the rule's time, by name. */
    public List<RepositoryName> repositories(CollectionRule rule, @Nullable RepositoryName after, int limit)
            throws IOException {
        return transactions.read(connection -> {
            List<RepositoryName> names = new ArrayList<>();
            String some = rule.untagged()
                    ? "exists (select 1 from link l where l.repo = r.id and l.stream = " + Schema.LOCAL + ")"
                    : "exists (select 1 from unreferenced u where u.repo = r.id and u.since < ?)";
            try (PreparedStatement select = connection.prepareStatement(
                    "select r.name from repository r where r.name > ? and " + some + " order by r.name limit ?")) {
                int column = 1;
                select.setString(column++, after == null ? "" : after.value());
                if (!rule.untagged()) {
                    select.setObject(column++, Rows.timestamp(rule.before()));
                }
                select.setInt(column, limit);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        names.add(new RepositoryName(Rows.text(rows, 1)));
                    }
                }
            }
            return names;
        });
    }

    /** Says what one step of {@link #collect} would take away, and notes it in {@code planned}. */
    public Progress plan(RepositoryName repository, CollectionRule rule, Progress from, PlannedRemovals planned)
            throws IOException {
        return transactions.read(connection -> {
            OptionalLong id = RepositoryRows.find(connection, repository);
            if (id.isEmpty()) {
                return end(from);
            }
            Step step = step(connection, id.getAsLong(), rule, from, planned);
            for (LocalItem item : step.closure().items()) {
                planned.removeLocal(id.getAsLong(), item.kind(), item.digest());
            }
            return step.next();
        });
    }

    /**
     * Takes away the next of what a repository has to spare. What somebody refers to again in this moment stays.
     *
     * @param actor who asks
     */
    public Progress collect(RepositoryName repository, CollectionRule rule, Progress from, String actor)
            throws IOException, SallyportException {
        PlannedRemovals nothing = new PlannedRemovals();
        Optional<Step> found = transactions.<Optional<Step>>read(connection -> {
            OptionalLong id = RepositoryRows.find(connection, repository);
            return id.isPresent()
                    ? Optional.of(step(connection, id.getAsLong(), rule, from, nothing))
                    : Optional.empty();
        });
        if (found.isEmpty()) {
            return end(from);
        }
        Step step = found.get();
        List<LocalItem> items = step.closure().items();
        if (items.isEmpty()) {
            return step.next();
        }
        ContentCollected change = new ContentCollected(
                repository,
                items.stream()
                        .filter(LocalItem::manifest)
                        .map(LocalItem::digest)
                        .toList(),
                items.stream()
                        .filter(item -> !item.manifest())
                        .map(LocalItem::digest)
                        .toList());
        List<Digest> digests = items.stream().map(LocalItem::digest).toList();
        try {
            writer.submit(change, actor, connection -> {
                OptionalLong id = RepositoryRows.find(connection, repository);
                if (id.isEmpty()
                        || !step(connection, id.getAsLong(), rule, from, nothing)
                                .closure()
                                .items()
                                .equals(items)
                        // From here to the commit nobody is told that it is here.
                        || !leases.go(repository, digests, rule.kept())) {
                    throw new UnknownContentException(repository, List.of());
                }
            });
            return step.next();
        } catch (UnknownContentException e) {
            // Somebody needs some of it again; the next collection takes the rest.
            return new Progress(
                    step.next().after(), step.next().untagged(), step.next().done(), StoredAmount.NONE);
        } finally {
            leases.gone();
        }
    }

    private static Progress end(Progress from) {
        return new Progress(from.after(), from.untagged(), true, StoredAmount.NONE);
    }

    private record Step(LocalClosurePlan closure, Progress next) {}

    private static Step step(
            Connection connection, long repository, CollectionRule rule, Progress from, PlannedRemovals planned)
            throws SQLException {
        LocalClosurePlan closure = new LocalClosurePlan(connection, repository, rule, planned);
        List<LocalItem> roots = from.untagged()
                ? untagged(connection, repository, rule, from.after())
                : unreferenced(connection, repository, rule, from.after());
        Digest last = from.after();
        for (LocalItem root : roots) {
            last = root.digest();
            if (from.untagged()) {
                closure.addUntagged(root);
            } else {
                closure.addUnreferenced(root);
            }
            if (closure.isFull()) {
                return new Step(closure, new Progress(last, from.untagged(), false, closure.amount()));
            }
        }
        if (roots.size() == ROOTS) {
            return new Step(closure, new Progress(last, from.untagged(), false, closure.amount()));
        }
        boolean through = from.untagged() || !rule.untagged();
        return new Step(closure, new Progress(null, true, through, closure.amount()));
    }

    // A digest that is there as a manifest and as a blob is one step of the key; the page after it begins with the next
    // digest, and the next collection takes what that left.
    private static List<LocalItem> unreferenced(
            Connection connection, long repository, CollectionRule rule, @Nullable Digest after) throws SQLException {
        return items(
                connection,
                "select u.digest, u.kind, l.size from unreferenced u join link l on l.repo = u.repo and"
                        + " l.digest = u.digest and l.kind = u.kind and l.stream = " + Schema.LOCAL
                        + " where u.repo = ? and u.digest > ? and u.since < ? order by u.digest, u.kind limit " + ROOTS,
                repository,
                after == null ? "" : after.toString(),
                Rows.timestamp(rule.before()));
    }

    private static List<LocalItem> untagged(
            Connection connection, long repository, CollectionRule rule, @Nullable Digest after) throws SQLException {
        return items(
                connection,
                "select l.digest, l.kind, l.size from link l where l.repo = ? and l.digest > ? and l.kind = '"
                        + LinkWriter.MANIFEST + "' and l.stream = " + Schema.LOCAL
                        + " and l.since < ? and l.subject is null and not exists (select 1 from tag t where t.repo = l.repo and"
                        + " t.digest = l.digest) order by l.digest limit " + ROOTS,
                repository,
                after == null ? "" : after.toString(),
                Rows.timestamp(rule.before()));
    }

    private static List<LocalItem> items(Connection connection, String sql, Object... values) throws SQLException {
        List<LocalItem> items = new ArrayList<>();
        try (PreparedStatement select = Rows.prepare(connection, sql, values);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                items.add(new LocalItem(
                        Rows.digest(rows, 1), Rows.text(rows, 2).equals(LinkWriter.MANIFEST), rows.getLong(3)));
            }
        }
        return items;
    }
}
