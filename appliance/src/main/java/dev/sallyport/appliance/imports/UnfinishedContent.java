package dev.sallyport.appliance.imports;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.DigestHashes;
import dev.sallyport.appliance.store.Release;
import dev.sallyport.appliance.store.StreamState;
import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Prerequisite;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the imports need that can still be published: all that the volumes hold that came, and what their statements take to be
 * here. Eight bytes a blob. Guarded by whoever guards the coming and going of documents.
 */
final class UnfinishedContent {
    private static final long NOBODY = 0;

    private final ApplianceStore store;
    private long documents = -1;
    private long changes = -1;
    private Set<Digest> imports = Set.of();
    private DigestHashes needed = new DigestHashes();
    private Map<StreamName, Long> bases = Map.of();

    UnfinishedContent(ApplianceStore store) {
        this.store = store;
    }

    boolean needs(Digest digest) {
        return needed.contains(digest, NOBODY);
    }

    OptionalLong oldestBase(StreamName stream) {
        Long base = bases.get(stream);
        return base == null ? OptionalLong.empty() : OptionalLong.of(base);
    }

    /** Brings it up to now. Nothing is read if no documents came or went and nothing was published. */
    void refresh() throws IOException {
        long documentsNow = store.files().changes();
        long changesNow = store.changes();
        if (documentsNow == documents && changesNow == changes) {
            return;
        }
        Set<Digest> found = new TreeSet<>(store.files().statements());
        store.catalog().releases().stream().map(Release::statement).forEach(found::remove);
        if (documentsNow != documents || !found.equals(imports)) {
            read(found);
        }
        imports = found;
        documents = documentsNow;
        changes = changesNow;
    }

    private void read(Set<Digest> statements) throws IOException {
        Map<StreamName, Long> highest =
                store.catalog().streams().stream().collect(Collectors.toMap(StreamState::stream, StreamState::highest));
        DigestHashes digests = new DigestHashes();
        Map<StreamName, Long> oldest = new HashMap<>();
        for (Digest id : statements) {
            Optional<BundleDocuments> read = store.files().read(id);
            // At or below the highest sequence ever published it never will be.
            if (read.isPresent()
                    && read.get().statement().sequence() > highest.getOrDefault(read.get().statement().stream(), 0L)) {
                add(id, read.get(), digests, oldest);
            }
        }
        needed = digests;
        bases = oldest;
    }

    private void add(Digest id, BundleDocuments read, DigestHashes digests, Map<StreamName, Long> oldest)
            throws IOException {
        Statement statement = read.statement();
        Position base = statement.base();
        if (base != null) {
            oldest.merge(statement.stream(), base.sequence(), Math::min);
        }
        for (int number = 1; number <= statement.volumes().size(); number++) {
            Optional<Listing> listing = store.files().listing(id, statement, number);
            listing.ifPresent(found -> found.entries().forEach(entry -> digests.add(entry.digest(), NOBODY)));
        }
        try {
            for (Prerequisite prerequisite : read.prerequisiteList()) {
                digests.add(prerequisite.digest(), NOBODY);
            }
        } catch (SallyportException e) {
            // The documents were verified when they came; damaged since, this import can only be discarded.
        }
    }
}
