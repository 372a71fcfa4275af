package dev.sallyport.appliance.imports;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.Release;
import dev.sallyport.appliance.store.ReleaseClosure;
import dev.sallyport.appliance.store.Releases;
import dev.sallyport.appliance.store.StreamHistory;
import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Prerequisite;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.VerifiedStatement;
import dev.sallyport.bundle.VolumeSummary;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.signature.TrustedKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out an import's state from what is here, asking every rule anew. Thread-safe. */
final class Evaluation {
    private final ApplianceStore store;
    private final PublishRules rules;
    private final HeldBlobs held;
    private final Staging staging;
    private final LongSupplier freeSpace;
    private final Set<Digest> complete = ConcurrentHashMap.newKeySet();
    private final Set<Digest> supplied = ConcurrentHashMap.newKeySet();

    Evaluation(ApplianceStore store, PublishRules rules, HeldBlobs held, Staging staging, LongSupplier freeSpace) {
        this.store = store;
        this.held = held;
        this.rules = rules;
        this.staging = staging;
        this.freeSpace = freeSpace;
    }

    /** A state, and what it waits for or is refused by. */
    record Found(ImportStatus status, @Nullable SallyportException obstacle) {
        /** The status; the obstacle is thrown if it is a refusal. */
        ImportStatus statusUnlessRefused() throws SallyportException {
            if (obstacle != null && obstacle.category() != Category.MISSING) {
                throw obstacle;
            }
            return status;
        }

        /** The same import with something else in its way; a failure that is no rule's is thrown. */
        Found obstructed(SallyportException other) throws SallyportException {
            if (other.category() != Category.MISSING && other.category() != Category.REFUSED) {
                throw other;
            }
            return new Found(
                    new ImportStatus(
                            status.id(),
                            status.stream(),
                            status.sequence(),
                            status.created(),
                            status.publisher(),
                            other.category() == Category.MISSING ? ImportState.WAITING : ImportState.REFUSED,
                            status.stagedVolumes(),
                            status.totalVolumes(),
                            status.missingVolumes(),
                            status.heldBytes(),
                            status.totalBytes(),
                            other.code(),
                            other.getMessage(),
                            other.remedy(),
                            other.facts()),
                    other);
        }
    }

    ImportStatus status(Digest id) throws IOException, SallyportException {
        return evaluate(id).status();
    }

    /** Everything, the closure included. */
    Found evaluate(Digest id) throws IOException, SallyportException {
        Found found = evaluateBeforeClosure(id);
        if (found.status().state() != ImportState.STAGED || complete.contains(id)) {
            return found;
        }
        try {
            new ReleaseClosure(read(id), store.content()).check();
            complete.add(id);
            return found;
        } catch (SallyportException e) {
            return found.obstructed(e);
        }
    }

    /** Everything but the closure; the state is staged if all else is right. */
    Found evaluateBeforeClosure(Digest id) throws IOException, SallyportException {
        Optional<Release> release = store.catalog().release(id);
        if (release.isPresent()) {
            return new Found(published(release.get()), null);
        }
        BundleDocuments documents = read(id);
        Statement statement = documents.statement();
        Staging.Amount amount = staging.amount(id, statement);
        VerifiedStatement verified;
        try {
            verified =
                    VerifiedStatement.verify(documents.envelope(), store.trust().policy());
        } catch (SallyportException e) {
            return new Found(status(id, statement, "", amount, ImportState.STAGED), null).obstructed(e);
        }
        String publisher = verified.signers().stream()
                .map(TrustedKey::publisher)
                .distinct()
                .collect(Collectors.joining(", "));
        Found all = new Found(status(id, statement, publisher, amount, ImportState.STAGED), null);
        try {
            checkAdmission(verified);
            rules.checkClaims(verified, documents.roots());
            if (amount.reading() && !amount.missing().isEmpty()) {
                ImportState state = amount.heldBytes() == 0 ? ImportState.VERIFIED : ImportState.STAGING;
                return new Found(status(id, statement, publisher, amount, state), null);
            }
            requirePrerequisites(id, documents);
            requireVolumes(statement, amount);
            rules.checkClock(statement, history(statement));
            return all;
        } catch (SallyportException e) {
            Found obstructed = all.obstructed(e);
            return e instanceof StreamPositionException position && position.isOlder()
                    ? new Found(withState(obstructed.status(), ImportState.SUPERSEDED), e)
                    : obstructed;
        }
    }

    /** The rules that need nothing but the statement. */
    void checkAdmission(VerifiedStatement verified) throws IOException, SallyportException {
        StreamHistory history = history(verified.statement());
        rules.checkHistory(verified.statement(), verified.digest(), history);
        rules.checkExpiry(verified.statement(), history);
    }

    private StreamHistory history(Statement statement) throws IOException {
        return store.catalog().history(statement.stream(), Releases.sequences(statement));
    }

    // Before the volumes: if these are not here, the volumes still to come are of no use.
    private void requirePrerequisites(Digest id, BundleDocuments documents) throws IOException, SallyportException {
        Position base = documents.statement().base();
        if (base == null || supplied.contains(id)) {
            return;
        }
        List<Prerequisite> missing = new ArrayList<>();
        for (Prerequisite prerequisite : documents.prerequisiteList()) {
            if (!held.holds(prerequisite.digest(), prerequisite.size())) {
                missing.add(prerequisite);
            }
        }
        if (!missing.isEmpty()) {
            throw new MissingPrerequisitesException(
                    documents.statement(),
                    base,
                    missing,
                    history(documents.statement()).highest());
        }
        supplied.add(id);
    }

    private void requireVolumes(Statement statement, Staging.Amount amount) throws SallyportException {
        if (amount.missing().isEmpty()) {
            return;
        }
        long needed = total(statement) - amount.heldBytes();
        long free = freeSpace.getAsLong();
        if (needed > free) {
            throw new NoSpaceException("What is missing of the import", needed, free, null);
        }
        throw new MissingVolumesException(amount.missing(), statement.volumes().size());
    }

    private BundleDocuments read(Digest id) throws IOException, UnknownImportException {
        return store.files().read(id).orElseThrow(() -> UnknownImportException.of(id));
    }

    private static long total(Statement statement) {
        return statement.volumes().stream().mapToLong(VolumeSummary::bytes).sum();
    }

    private static ImportStatus published(Release release) {
        return new ImportStatus(
                release.statement(),
                release.stream(),
                release.sequence(),
                release.created(),
                release.publisher(),
                ImportState.PUBLISHED,
                release.volumes(),
                release.volumes(),
                List.of(),
                release.bytes(),
                release.bytes(),
                "",
                "",
                "",
                Map.of());
    }

    private static ImportStatus status(
            Digest id, Statement statement, String publisher, Staging.Amount amount, ImportState state) {
        int volumes = statement.volumes().size();
        return new ImportStatus(
                id,
                statement.stream(),
                statement.sequence(),
                statement.created(),
                publisher,
                state,
                volumes - amount.missing().size(),
                volumes,
                amount.missing(),
                amount.heldBytes(),
                total(statement),
                "",
                "",
                "",
                Map.of());
    }

    private static ImportStatus withState(ImportStatus status, ImportState state) {
        return new ImportStatus(
                status.id(),
                status.stream(),
                status.sequence(),
                status.created(),
                status.publisher(),
                state,
                status.stagedVolumes(),
                status.totalVolumes(),
                status.missingVolumes(),
                status.heldBytes(),
                status.totalBytes(),
                status.code(),
                status.reason(),
                status.remedy(),
                status.facts());
    }

    /** Looks at everything anew. */
    void forget() {
        complete.clear();
        supplied.clear();
        staging.forget();
    }
}
