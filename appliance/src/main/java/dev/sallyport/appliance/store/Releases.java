package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.ReleaseChange.ReleasePublished;
import dev.sallyport.appliance.store.ReleaseChange.ReleaseShown;
import dev.sallyport.appliance.store.ReleaseChange.ReleasesRetired;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.bundle.VerifiedStatement;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.signature.TrustedKey;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What streams show: the step that publishes, back and forth between releases, and the end of old ones. Thread-safe. */
public final class Releases {
    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);
    private static final int MOST_NAMED = 4;

    private final ChangeWriter writer;
    private final Database database;
    private final Catalog catalog;
    private final ReleaseFiles files;
    private final TrustRegister trust;

    Releases(ChangeWriter writer, Database database, Catalog catalog, ReleaseFiles files, TrustRegister trust) {
        this.writer = writer;
        this.database = database;
        this.catalog = catalog;
        this.files = files;
        this.trust = trust;
    }

    /**
     * Makes a release what its stream shows, durably and in one step for readers. Its documents and all of its content are here
     * and were checked.
     *
     * @param check says no inside the transaction, or nothing
     */
    public void publish(VerifiedStatement verified, String actor, PublishCheck check)
            throws IOException, SallyportException {
        Statement statement = verified.statement();
        ReleasePublished change = new ReleasePublished(
                statement.stream(),
                statement.sequence(),
                verified.digest(),
                verified.signers().stream()
                        .map(TrustedKey::publisher)
                        .distinct()
                        .limit(MOST_NAMED)
                        .collect(Collectors.joining(", ")),
                verified.signers().stream()
                        .map(key -> key.key().id())
                        .distinct()
                        .toList());
        writer.submit(
                change,
                actor,
                connection -> check.check(
                        trust.policy(connection),
                        ReleaseRows.history(connection, statement.stream(), sequences(statement))));
        flushQuietly();
    }

    /** The sequences whose published statements say whether {@code statement} goes on with its stream's history. */
    public static Set<Long> sequences(Statement statement) {
        Set<Long> sequences = new HashSet<>(Set.of(statement.sequence()));
        Position previous = statement.previous();
        if (previous != null) {
            sequences.add(previous.sequence());
        }
        Position base = statement.base();
        if (base != null) {
            sequences.add(base.sequence());
        }
        return sequences;
    }

    /**
     * Lets a stream show a release again that it showed before: one row's update. The highest sequence ever published stays.
     *
     * @throws UnknownReleaseException if there is no such release, or it was retired
     */
    public void rollback(StreamName stream, long sequence, String actor) throws IOException, SallyportException {
        writer.submit(
                new ReleaseShown(stream, sequence),
                actor,
                connection -> ReleaseRows.requireKept(connection, stream, sequence));
        flushQuietly();
    }

    // The change is made: the journal has it. A start after a power cut may have to write its rows again, that is all.
    private void flushQuietly() {
        try {
            writer.exclusively(database::flush);
        } catch (IOException | SallyportException e) {
            LOG.warn("The database could not be flushed", e);
        }
    }

    /**
     * The sequence that a stream shows.
     *
     * @throws UnknownStreamException if nothing was ever published of it
     */
    public long shown(StreamName stream) throws IOException, UnknownStreamException {
        return catalog.streams().stream()
                .filter(state -> state.stream().equals(stream))
                .findFirst()
                .orElseThrow(() -> new UnknownStreamException(stream))
                .current();
    }

    /** The sequence of the release before the one that a stream shows; 0, which none has, if there is none. */
    public long before(StreamName stream) throws IOException, UnknownStreamException {
        long shown = shown(stream);
        return catalog.releases().stream()
                .filter(release -> release.stream().equals(stream) && release.sequence() < shown)
                .mapToLong(Release::sequence)
                .max()
                .orElse(0);
    }

    /**
     * Keeps the releases of a stream from {@code oldest} on; what only those before had is given out no more, and their documents,
     * but for the signed statements, are deleted.
     *
     * @throws UnknownReleaseException if there is no such release, or the stream shows one before it
     */
    public void retire(StreamName stream, long oldest, String actor) throws IOException, SallyportException {
        writer.submit(
                new ReleasesRetired(stream, oldest),
                actor,
                connection -> ReleaseRows.requireRetirable(connection, stream, oldest));
        for (Release release : catalog.releases()) {
            if (release.stream().equals(stream) && release.sequence() < oldest) {
                files.removeAllButEnvelope(release.statement());
            }
        }
    }
}
