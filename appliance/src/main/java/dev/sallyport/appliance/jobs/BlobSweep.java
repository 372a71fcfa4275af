package dev.sallyport.appliance.jobs;

import dev.sallyport.appliance.imports.Imports;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.PlannedRemovals;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.StoredAmount;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Goes through all blobs in the order of their digests, beside the links in the same order, and puts into the trash what no link
 * names, nobody leased, no unfinished import needs, and is old enough. What it finds is asked again, a few at a time, while nothing can
 * be linked. Memory is that of one folder's digests.
 */
final class BlobSweep {
    private static final int BATCH = 64;
    private static final int ASKED = 256;
    private static final int REST = 3;

    private final ApplianceStore store;
    private final Imports imports;
    private final Instant cutoff;
    private final PlannedRemovals planned;
    private final Instant now;
    private StoredAmount trashed = StoredAmount.NONE;
    private long examined;

    /**
     * @param cutoff what came since then stays
     * @param planned what a dry run would have taken away before
     */
    BlobSweep(ApplianceStore store, Imports imports, Instant cutoff, PlannedRemovals planned, Instant now) {
        this.store = store;
        this.imports = imports;
        this.cutoff = cutoff;
        this.planned = planned;
        this.now = now;
    }

    void run(boolean dryRun, JobControl control) throws IOException, SallyportException {
        Pace pace = new Pace(control::pause, REST);
        DigestAlgorithm[] algorithms = DigestAlgorithm.values();
        long folders = (long) algorithms.length * DirectoryStore.FOLDERS;
        long done = 0;
        for (DigestAlgorithm algorithm : algorithms) {
            for (int folder = 0; folder < DirectoryStore.FOLDERS; folder++) {
                if (control.isCancelled()) {
                    return;
                }
                control.advance("blobs", done++, folders);
                sweep(algorithm, folder, dryRun, control, pace);
            }
        }
        control.advance("blobs", folders, folders);
    }

    private void sweep(DigestAlgorithm algorithm, int folder, boolean dryRun, JobControl control, Pace pace)
            throws IOException, SallyportException {
        List<Digest> digests = store.content().digests(algorithm, folder, pace::step);
        examined += digests.size();
        List<Digest> candidates = new ArrayList<>();
        for (int from = 0; from < digests.size() && !control.isCancelled(); from += ASKED) {
            List<Digest> asked = digests.subList(from, Math.min(from + ASKED, digests.size()));
            for (Digest digest : store.garbage().withoutLink(asked, planned)) {
                if (store.content()
                        .lastUsed(digest)
                        .filter(time -> time.isBefore(cutoff))
                        .isPresent()) {
                    candidates.add(digest);
                }
                pace.step();
            }
            pace.step();
        }
        StoredAmount before = trashed;
        for (int from = 0; from < candidates.size() && !control.isCancelled(); from += BATCH) {
            List<Digest> batch = candidates.subList(from, Math.min(from + BATCH, candidates.size()));
            imports.exclusively(() -> take(batch, dryRun));
            pace.step();
        }
        if (!dryRun && trashed.files() > before.files()) {
            store.content().syncNames(algorithm, folder);
        }
    }

    // Nothing is linked, and no import begins, while this runs.
    private void take(List<Digest> batch, boolean dryRun) throws IOException {
        Set<Digest> unlinked = new HashSet<>(batch);
        if (!dryRun) {
            // A database that is built again meanwhile may not know any more what a damaged manifest is made of.
            unlinked = store.garbage().unreadManifests() > 0
                    ? Set.of()
                    : store.repositories().withoutLinked(unlinked);
        }
        for (Digest digest : unlinked) {
            if (!imports.needs(digest) && !store.leases().keeps(digest)) {
                long size = dryRun
                        ? store.content().size(digest).orElse(-1)
                        : store.content().trash().put(digest, now);
                if (size >= 0) {
                    trashed = trashed.plusFile(size);
                }
            }
        }
    }

    /** How many blobs there were. */
    long examined() {
        return examined;
    }

    /** What went into the trash, or would. */
    StoredAmount trashed() {
        return trashed;
    }
}
