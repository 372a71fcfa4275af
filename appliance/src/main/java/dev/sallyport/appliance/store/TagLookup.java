package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tags as they are looked up, and what there is to say where one is not found. Thread-safe. */
public final class TagLookup {
    private static final String SHOWN = " t.from_seq <= s.current_seq and s.current_seq < t.to_seq ";
    // In the order of an index, so that a page costs what is on it. A stream's row is looked up for each tag.
    private static final String SHOWN_ALONE = " exists (select 1 from stream s where s.id = t.stream and" + SHOWN + ")";
    private static final String ENTRY = "select t.name, t.digest, t.media_type, t.platforms, s.name,"
            + " greatest(t.from_seq, s.low_seq) from tag t join stream s on s.id = t.stream" + StreamOrder.JOIN
            + " where t.repo = ? and t.kind = '" + TagWriter.EXACT + "' and t.name = ? and" + SHOWN;

    private final Transactions transactions;

    TagLookup(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * What a tag that is not there stands for in the release of one stream.
     *
     * @param target the tag; null if it has gone
     * @param tie another tag that is of equal order and names something else; null if there is none
     */
    public record Derived(
            @Nullable TagEntry target,
            String targetName,
            @Nullable String tie,
            StreamName stream) {
        public Derived {
            requireNonNull(targetName, "targetName is null");
            requireNonNull(stream, "stream is null");
        }
    }

    /**
     * Something that a release that is shown was made without.
     *
     * @param platforms of what was left out; empty for an image
     * @param reason for people
     */
    public record LeftOut(StreamName stream, long sequence, String platforms, String reason) {
        public LeftOut {
            requireNonNull(stream, "stream is null");
        }
    }

    private interface InRepository<T> {
        T run(Connection connection, long repository) throws SQLException, IOException;
    }

    private <T> T in(RepositoryName name, T nothing, InRepository<T> query) throws IOException {
        return transactions.read(connection -> {
            OptionalLong repository = RepositoryRows.find(connection, name);
            return repository.isPresent() ? query.run(connection, repository.getAsLong()) : nothing;
        });
    }

    /** The tags of this name, of every stream that has one, the one that answers first. */
    public List<TagEntry> exact(RepositoryName repository, Tag tag) throws IOException {
        return in(repository, List.of(), (connection, id) -> {
            try (PreparedStatement select =
                    Rows.prepare(connection, ENTRY + "order by " + StreamOrder.ORDER, id, tag.name())) {
                return entries(select);
            }
        });
    }

    static boolean isThere(Connection connection, ImageName name) throws SQLException {
        OptionalLong repository = RepositoryRows.find(connection, name.repository());
        if (repository.isEmpty()) {
            return false;
        }
        try (PreparedStatement select =
                Rows.prepare(connection, ENTRY + "limit 1", repository.getAsLong(), NameRows.text(name.tag()))) {
            return !entries(select).isEmpty();
        }
    }

    /**
     * What derives in this repository.
     *
     * @param asked as {@link dev.sallyport.oci.AskedVersion#toString()} writes it
     */
    public Optional<Derived> derived(RepositoryName repository, String asked) throws IOException {
        return in(repository, Optional.<Derived>empty(), (connection, id) -> {
            try (PreparedStatement select = Rows.prepare(
                            connection,
                            "select d.target, d.other, s.name, s.id from derived_tag d join stream s on s.id = d.stream"
                                    + StreamOrder.JOIN + " where d.repo = ? and d.name = ?"
                                    + " and d.from_seq <= s.current_seq and s.current_seq < d.to_seq"
                                    + " order by " + StreamOrder.ORDER + " limit 1",
                            id,
                            asked);
                    ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                String target = Rows.text(rows, 1);
                try (PreparedStatement exact =
                        Rows.prepare(connection, ENTRY + "and s.id = ?", id, target, rows.getLong(4))) {
                    return Optional.of(new Derived(
                            entries(exact).stream().findFirst().orElse(null),
                            target,
                            rows.getString(2),
                            new StreamName(Rows.text(rows, 3))));
                }
            }
        });
    }

    /**
     * A page of the names that derive, by their bytes.
     *
     * @param after where to go on: only names greater than this; null for the first page
     */
    public List<String> derivedNames(RepositoryName repository, @Nullable String after, int limit) throws IOException {
        return in(repository, List.of(), (connection, id) -> NamePages.derived(connection, id, after, limit));
    }

    /** The manifests in this repository whose digest begins with {@code hex}, at most {@code limit}. */
    public List<Digest> manifests(RepositoryName repository, String hex, int limit) throws IOException {
        return in(repository, List.of(), (connection, id) -> {
            Set<Digest> found = new TreeSet<>();
            for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
                String from = algorithm.prefix() + ':' + hex;
                try (PreparedStatement select = Rows.prepare(
                                connection,
                                "select distinct l.digest from link l where l.repo = ? and l.digest >= ? and l.digest < ?"
                                        + " and l.kind = ? order by l.digest limit ?",
                                id,
                                from,
                                from + 'g',
                                LinkWriter.MANIFEST,
                                limit);
                        ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(Rows.digest(rows, 1));
                    }
                }
            }
            return found.stream().limit(limit).toList();
        });
    }

    /** The first tags from {@code from} on and before {@code before}, at most {@code limit}. */
    public List<String> names(RepositoryName repository, String from, String before, int limit) throws IOException {
        return in(repository, List.of(), (connection, id) -> {
            Set<String> names = new TreeSet<>();
            try (PreparedStatement select = Rows.prepare(
                            connection,
                            "select t.name from tag t where t.repo = ? and t.kind = ? and t.name >= ? and t.name < ? and"
                                    + SHOWN_ALONE + " order by t.repo, t.kind, t.name limit ?",
                            id,
                            TagWriter.EXACT,
                            from,
                            before,
                            limit);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    names.add(Rows.text(rows, 1));
                }
            }
            return List.copyOf(names);
        });
    }

    /** All tags of one stream in a repository, at most {@code limit}; for people who ask why. */
    public List<TagEntry> all(RepositoryName repository, StreamName stream, int limit) throws IOException {
        return in(repository, List.of(), (connection, id) -> {
            try (PreparedStatement select = Rows.prepare(
                    connection,
                    "select t.name, t.digest, t.media_type, t.platforms, s.name, greatest(t.from_seq, s.low_seq)"
                            + " from tag t join stream s on s.id = t.stream where t.repo = ? and t.kind = ? and s.name = ?"
                            + " and" + SHOWN + "limit ?",
                    id,
                    TagWriter.EXACT,
                    stream.value(),
                    limit)) {
                return entries(select);
            }
        });
    }

    /** What a release says of content that it was made without, if its parent is in this repository. */
    public Optional<LeftOut> leftOut(RepositoryName repository, Digest child) throws IOException {
        return in(
                repository,
                Optional.<LeftOut>empty(),
                (connection, id) -> leftOut(
                        connection,
                        " where f.child = ? and exists (select 1 from link l where l.repo = ? and l.digest = f.parent)",
                        child.toString(),
                        id));
    }

    /** What a release says of an image that it was made without. */
    public Optional<LeftOut> leftOut(RepositoryName repository, String reference) throws IOException {
        return transactions.read(connection -> leftOut(
                connection, " where f.child = ? and f.parent = ''", ReleaseNames.leftOut(repository, reference)));
    }

    private static Optional<LeftOut> leftOut(Connection connection, String where, Object... values)
            throws SQLException {
        try (PreparedStatement select = Rows.prepare(
                        connection,
                        "select s.name, s.current_seq, f.platforms, f.reason from left_out f"
                                + " join stream s on s.id = f.stream" + StreamOrder.JOIN + where
                                + " and f.from_seq <= s.current_seq and s.current_seq < f.to_seq order by "
                                + StreamOrder.ORDER + " limit 1",
                        values);
                ResultSet rows = select.executeQuery()) {
            return rows.next()
                    ? Optional.of(new LeftOut(
                            new StreamName(Rows.text(rows, 1)),
                            rows.getLong(2),
                            Rows.text(rows, 3),
                            Rows.text(rows, 4)))
                    : Optional.empty();
        }
    }

    private static List<TagEntry> entries(PreparedStatement select) throws SQLException {
        List<TagEntry> entries = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                String platforms = Rows.text(rows, 4);
                String stream = Rows.text(rows, 5);
                entries.add(new TagEntry(
                        Rows.text(rows, 1),
                        Rows.digest(rows, 2),
                        Rows.text(rows, 3),
                        platforms.isEmpty() ? List.of() : List.of(platforms.split(",", -1)),
                        stream.isEmpty() ? null : new StreamName(stream),
                        rows.getLong(6)));
            }
        }
        return entries;
    }
}
