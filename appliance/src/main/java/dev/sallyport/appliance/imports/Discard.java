package dev.sallyport.appliance.imports;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.Prerequisite;
import dev.sallyport.bundle.Statement;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Drops one import and what is here for it alone. Memory is that of two listings. */
final class Discard {
    private static final int BATCH = 200;

    private final ApplianceStore store;
    private final Staging staging;

    Discard(ApplianceStore store, Staging staging) {
        this.store = store;
        this.staging = staging;
    }

    /** No stream begins while this runs. */
    void run(Digest id) throws IOException, SallyportException {
        requireUnpublished(id);
        BundleDocuments documents = store.files().read(id).orElseThrow(() -> UnknownImportException.of(id));
        if (staging.isReading(id)) {
            throw new ImportBusyException(id);
        }
        Statement statement = documents.statement();
        for (int number = 1; number <= statement.volumes().size(); number++) {
            Optional<Listing> listing = store.files().listing(id, statement, number);
            if (listing.isPresent()) {
                removeBlobs(id, listing.get());
            }
        }
        store.exclusively(() -> {
            // It may have been published meanwhile: by now nothing of it was removed, but its documents must stay.
            requireUnpublished(id);
            store.files().remove(id);
        });
    }

    private void requireUnpublished(Digest id) throws IOException, SallyportException {
        if (store.catalog().release(id).isPresent()) {
            throw new PublishedImportException(id);
        }
    }

    private void removeBlobs(Digest id, Listing listing) throws IOException, SallyportException {
        Set<Digest> digests = Staging.digests(listing);
        staging.spareReadings(digests);
        for (Digest other : store.files().statements()) {
            if (!other.equals(id) && store.catalog().release(other).isEmpty()) {
                spare(digests, other);
            }
        }
        Set<Digest> batch = new HashSet<>();
        for (Digest digest : digests) {
            batch.add(digest);
            if (batch.size() == BATCH) {
                removeUnlinked(batch);
                batch.clear();
            }
        }
        removeUnlinked(batch);
    }

    // Nothing can be linked between the question and the answer; what is about to be is leased.
    private void removeUnlinked(Set<Digest> digests) throws IOException, SallyportException {
        store.exclusively(() -> {
            for (Digest digest : store.repositories().withoutLinked(digests)) {
                if (!store.leases().keeps(digest)) {
                    store.content().remove(digest);
                }
            }
        });
    }

    private void spare(Set<Digest> digests, Digest other) throws IOException, SallyportException {
        Optional<BundleDocuments> documents = store.files().read(other);
        if (documents.isEmpty()) {
            return;
        }
        Statement statement = documents.get().statement();
        for (int number = 1; number <= statement.volumes().size(); number++) {
            store.files().listing(other, statement, number).ifPresent(found -> Staging.spare(digests, found));
        }
        for (Prerequisite prerequisite : documents.get().prerequisiteList()) {
            digests.remove(prerequisite.digest());
        }
    }
}
