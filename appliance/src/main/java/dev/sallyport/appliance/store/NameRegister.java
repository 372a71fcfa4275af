package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.NameChange.AliasRemoved;
import dev.sallyport.appliance.store.NameChange.AliasSet;
import dev.sallyport.appliance.store.NameChange.StreamsOrdered;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What names mean: aliases, and which stream comes first. Thread-safe; aliases are looked up in memory. */
public final class NameRegister {
    private final Transactions transactions;
    private final ChangeWriter writer;
    private volatile @Nullable Snapshot snapshot;

    NameRegister(Transactions transactions, ChangeWriter writer) {
        this.transactions = transactions;
        this.writer = writer;
    }

    /** Every alias that counts, as of a number of changes. */
    private record Snapshot(long changes, Map<ImageName, AliasEntry> aliases) {}

    /** The alias that this name is: an administrator's before a stream's, of streams the first. */
    public Optional<AliasEntry> alias(ImageName name) throws IOException {
        return Optional.ofNullable(current().get(name));
    }

    private Map<ImageName, AliasEntry> current() throws IOException {
        long changes = writer.changes();
        Snapshot known = snapshot;
        if (known == null || known.changes() != changes) {
            // What is read now is at least as new as the number that was read before.
            Map<ImageName, AliasEntry> aliases = new HashMap<>();
            for (AliasEntry entry : aliases()) {
                aliases.putIfAbsent(entry.alias(), entry);
            }
            known = new Snapshot(changes, aliases);
            snapshot = known;
        }
        return known.aliases();
    }

    /** Every alias, by name; of those with one name the one that counts first. */
    public List<AliasEntry> aliases() throws IOException {
        return transactions.read(NameRegister::aliases);
    }

    private static List<AliasEntry> aliases(Connection connection) throws SQLException {
        List<AliasEntry> entries = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select a.name, a.tag, a.target, a.target_tag,"
                        + " s.name from alias a join stream s on s.id = a.stream" + StreamOrder.JOIN
                        + " where a.from_seq <= s.current_seq and s.current_seq < a.to_seq"
                        + " order by a.name, a.tag, case when s.id = 0 then 0 else 1 end, " + StreamOrder.ORDER);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                String stream = Rows.text(rows, 5);
                entries.add(new AliasEntry(
                        image(Rows.text(rows, 1), Rows.text(rows, 2)),
                        image(Rows.text(rows, 3), Rows.text(rows, 4)),
                        stream.isEmpty() ? null : new StreamName(stream)));
            }
        }
        return entries;
    }

    private static ImageName image(String repository, String tag) {
        return new ImageName(new RepositoryName(repository), tag.isEmpty() ? null : new Tag(tag));
    }

    /**
     * Makes an alias, or gives it another target.
     *
     * @param meant the repository that the alias's name, without a host, means under the default registry; null if it has one
     * @return whether that was new
     * @throws AliasRefusedException if it would hide something or lead to another alias
     */
    public boolean setAlias(ImageName alias, ImageName target, @Nullable RepositoryName meant, String actor)
            throws IOException, SallyportException {
        Optional<AliasEntry> before = alias(alias);
        if (before.isPresent()
                && before.get().stream() == null
                && before.get().target().equals(target)) {
            return false;
        }
        writer.submit(new AliasSet(alias, target), actor, connection -> checkAlias(connection, alias, target, meant));
        return true;
    }

    private static void checkAlias(
            Connection connection, ImageName alias, ImageName target, @Nullable RepositoryName meant)
            throws SQLException, AliasRefusedException {
        if (alias.equals(target)) {
            throw AliasRefusedException.itself(alias, target);
        }
        boolean ofTag = alias.tag() != null || target.tag() != null;
        if (ofTag
                && (alias.tag() == null
                        || target.tag() == null
                        || !alias.repository().equals(target.repository()))) {
            throw AliasRefusedException.otherRepository(alias, target);
        }
        for (AliasEntry entry : aliases(connection)) {
            if (entry.alias().equals(target)) {
                throw AliasRefusedException.chain(alias, target, entry.target());
            }
            if (entry.target().equals(alias)) {
                throw AliasRefusedException.targeted(alias, target, entry.alias());
            }
        }
        checkExisting(connection, alias, target, meant, ofTag);
    }

    private static void checkExisting(
            Connection connection, ImageName alias, ImageName target, @Nullable RepositoryName meant, boolean ofTag)
            throws SQLException, AliasRefusedException {
        if (ofTag) {
            if (TagLookup.isThere(connection, alias)) {
                throw AliasRefusedException.over(alias, target, "the tag " + alias);
            }
            return;
        }
        for (@Nullable RepositoryName name : new RepositoryName[] {alias.repository(), meant}) {
            if (name != null && shows(connection, name)) {
                throw AliasRefusedException.over(alias, target, "the repository " + name);
            }
        }
        if (!target.repository().startsWithHost() && !shows(connection, target.repository())) {
            throw AliasRefusedException.missing(alias, target);
        }
    }

    /**
     * Takes away an alias that an administrator made.
     *
     * @throws UnknownAliasException if there is none
     */
    public void removeAlias(ImageName alias, String actor) throws IOException, SallyportException {
        writer.submit(new AliasRemoved(alias), actor, connection -> {
            StreamName stream = null;
            for (AliasEntry entry : aliases(connection)) {
                if (entry.alias().equals(alias)) {
                    if (entry.stream() == null) {
                        return;
                    }
                    stream = entry.stream();
                }
            }
            throw new UnknownAliasException(
                    alias,
                    stream == null
                            ? ""
                            : ": it came with stream '" + stream + "' and goes with it, or with trust add --aliases");
        });
    }

    /** The stream that shows something in this repository, the first of them; empty for a local one too. */
    public Optional<StreamName> publishedBy(RepositoryName repository) throws IOException {
        return transactions.read(connection -> publishedBy(connection, repository));
    }

    private static Optional<StreamName> publishedBy(Connection connection, RepositoryName repository)
            throws SQLException {
        try (PreparedStatement select = Rows.prepare(
                        connection,
                        "select s.name from stream s" + StreamOrder.JOIN
                                + " where s.id <> 0 and exists (select 1 from tag t join repository r on r.id = t.repo"
                                + " where r.name = ? and t.stream = s.id and" + StreamRanges.SHOWN_IN_REPOSITORY
                                + ") order by " + StreamOrder.ORDER + " limit 1",
                        repository.value());
                ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(new StreamName(Rows.text(rows, 1))) : Optional.empty();
        }
    }

    // Local or published.
    private static boolean shows(Connection connection, RepositoryName repository) throws SQLException {
        return (LocalContent.isLocalName(repository)
                        && RepositoryRows.find(connection, repository).isPresent())
                || publishedBy(connection, repository).isPresent();
    }

    /** Every stream of which something was published, the first to the last; true for those that an administrator placed. */
    public Map<StreamName, Boolean> streams() throws IOException {
        return transactions.read(connection -> {
            Map<StreamName, Boolean> streams = new LinkedHashMap<>();
            try (PreparedStatement select = connection.prepareStatement("select s.name, o.place from stream s"
                            + StreamOrder.JOIN + " where s.id <> 0 order by " + StreamOrder.ORDER);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    streams.put(new StreamName(Rows.text(rows, 1)), rows.getObject(2) != null);
                }
            }
            return streams;
        });
    }

    /**
     * Says which streams come first; those that are not named come after them, the first published first.
     *
     * @throws UnknownStreamException if nothing was ever published of one
     */
    public void order(List<StreamName> streams, String actor) throws IOException, SallyportException {
        if (streams.stream().distinct().count() < streams.size()) {
            throw new IllegalArgumentException("A stream is named twice");
        }
        writer.submit(new StreamsOrdered(streams), actor, connection -> {
            for (StreamName stream : streams) {
                try (PreparedStatement select =
                                Rows.prepare(connection, "select 1 from stream where name = ?", stream.value());
                        ResultSet rows = select.executeQuery()) {
                    if (!rows.next()) {
                        throw new UnknownStreamException(stream);
                    }
                }
            }
        });
    }
}
