package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.bundle.VerifiedStatement;
import dev.sallyport.bundle.VolumeReader;
import dev.sallyport.content.Disk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.signature.TrustPolicy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rebuilds a stream's history from volumes at hand.
 *
 * <p>Every volume carries the statement and all documents but the other volumes' listings. So one volume of a bundle is enough to
 * take its sequence for ever, and to know what it names and what came before it; all are needed to write it again, or to use it as
 * a base. What is recorded was signed by a trusted key. If anything seen speaks of a sequence after those taken, nothing is
 * recorded at all: the next save would sign that sequence a second time.
 */
public final class HistoryImport {
    private final Path state;
    private final StreamName stream;
    private final TrustPolicy trust;
    private final Disk disk;

    public HistoryImport(Path state, StreamName stream, TrustPolicy trust, Disk disk) {
        this.state = requireNonNull(state, "state is null");
        this.stream = requireNonNull(stream, "stream is null");
        this.trust = requireNonNull(trust, "trust is null");
        this.disk = requireNonNull(disk, "disk is null");
    }

    /**
     * What was restored, by sequence, and what was looked at.
     *
     * @param files volumes of other streams count as good, and nothing is taken from them
     */
    public record Result(List<RestoredBundle> bundles, List<CheckedFile> files) {
        public Result {
            bundles = List.copyOf(bundles);
            files = List.copyOf(files);
        }
    }

    /**
     * Records what these files say, and those in these folders.
     *
     * @throws HistoryForkedException if they contradict each other or the history; nothing is recorded
     * @throws HistoryBehindException if one that cannot be taken is of a later sequence; nothing is recorded
     * @throws NoHistoryException if there is nothing of the stream among them
     */
    public Result run(Collection<Path> paths) throws IOException, SallyportException {
        VolumeCheck check = VolumeCheck.ofDocuments(trust).look(paths);
        SortedMap<Long, CheckedBundle> found = new TreeMap<>();
        for (CheckedBundle bundle : check.bundles()) {
            Statement statement = bundle.verified().statement();
            if (statement.stream().equals(stream)) {
                CheckedBundle other = found.putIfAbsent(statement.sequence(), bundle);
                if (other != null) {
                    throw HistoryForkedException.ofVolume(
                            bundle.volumes().values().iterator().next(),
                            other.verified().digest(),
                            bundle.verified().digest());
                }
            }
        }
        if (found.isEmpty()) {
            throw new NoHistoryException(stream, state);
        }
        try (StateFolder folder = StateFolder.open(state, disk)) {
            History history = folder.history(stream);
            long newest = history.sequences().stream().reduce(found.lastKey(), Math::max);
            requireNothingLater(check.files(), newest);
            requireAgreement(history, found);
            List<RestoredBundle> restored = new ArrayList<>();
            for (CheckedBundle bundle : found.values()) {
                restored.add(restore(history, bundle));
            }
            return new Result(restored, check.files());
        }
    }

    // By what it says, or if even that cannot be read, by its name.
    private void requireNothingLater(List<CheckedFile> files, long newest) throws IOException, SallyportException {
        for (CheckedFile file : files) {
            if (!file.good()) {
                Optional<Statement> claimed = VolumeHead.statement(file.file());
                OptionalLong named = OutputFolder.sequenceOf(file.file(), stream);
                long sequence = claimed.filter(statement -> statement.stream().equals(stream))
                        .map(Statement::sequence)
                        .orElse(named.orElse(0));
                if (sequence > newest) {
                    throw HistoryBehindException.ofVolume(file.file(), stream, sequence, newest + 1);
                }
            }
        }
    }

    private void requireAgreement(History history, SortedMap<Long, CheckedBundle> found)
            throws IOException, SallyportException {
        Map<Long, Statement> all = new TreeMap<>();
        for (long sequence : history.sequences()) {
            all.put(sequence, history.get(sequence).statement());
        }
        for (CheckedBundle bundle : found.values()) {
            Statement statement = bundle.verified().statement();
            if (!statement.digest().equals(bundle.verified().digest())) {
                throw new HistoryDamagedException(
                        bundle.volumes().values().iterator().next(),
                        "its statement is not written as this program writes it, so it cannot be written again",
                        null);
            }
            Statement ours = all.put(statement.sequence(), statement);
            if (ours != null && !ours.digest().equals(bundle.verified().digest())) {
                throw HistoryForkedException.ofVolume(
                        bundle.volumes().values().iterator().next(),
                        ours.digest(),
                        bundle.verified().digest());
            }
        }
        for (Statement statement : all.values()) {
            Position previous = statement.previous();
            Statement before = previous == null ? null : all.get(previous.sequence());
            if (previous != null && before != null && !before.digest().equals(previous.digest())) {
                throw HistoryForkedException.ofPrevious(
                        new Position(statement.sequence(), statement.digest()),
                        new Position(before.sequence(), before.digest()),
                        previous);
            }
        }
    }

    private RestoredBundle restore(History history, CheckedBundle bundle) throws IOException, SallyportException {
        Statement statement = bundle.verified().statement();
        Position position = new Position(statement.sequence(), bundle.verified().digest());
        boolean recorded = history.sequences().contains(statement.sequence());
        if (recorded && history.get(statement.sequence()).isComplete()) {
            return new RestoredBundle(position, true, List.of());
        }
        List<Listing> listings = new ArrayList<>();
        if (bundle.missing().isEmpty()) {
            for (Path volume : bundle.volumes().values()) {
                listings.add(listing(volume));
            }
        }
        if (!recorded || !listings.isEmpty()) {
            history.restore(new IssuedBundle(bundle.documents(), listings));
        }
        return new RestoredBundle(position, recorded && listings.isEmpty(), bundle.missing());
    }

    private Listing listing(Path volume) throws IOException, SallyportException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(volume), 64 << 10)) {
            return VolumeReader.open(in, envelope -> VerifiedStatement.verify(envelope, trust))
                    .listing();
        }
    }
}
