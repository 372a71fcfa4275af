package dev.sallyport.appliance.jobs;

import dev.sallyport.appliance.imports.Imports;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.CollectionRule;
import dev.sallyport.appliance.store.KeptRelease;
import dev.sallyport.appliance.store.LocalGarbage;
import dev.sallyport.appliance.store.PlannedRemovals;
import dev.sallyport.appliance.store.SpaceRules;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.StoredAmount;
import dev.sallyport.content.UploadId;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Takes back the space of what nobody needs, while everything else goes on: uploads that were given up; what is in the trash for
 * long enough, which needs no room and so works first on a full disk; releases beyond retention; what local repositories have that
 * nothing there refers to; and then the blobs that no link names, which go into the trash. One at a time.
 */
final class Collector {
    /** How long an upload waits for its next bytes. */
    static final Duration UPLOAD_PATIENCE = Duration.ofDays(1);

    private static final int REPOSITORIES = 100;

    private final ApplianceStore store;
    private final Imports imports;
    private final UploadExpiry uploadExpiry;
    private final SpaceRules space;
    private final Retention retention;
    private final ReserveFile reserve;
    private final Clock clock;

    Collector(
            ApplianceStore store,
            Imports imports,
            UploadExpiry uploadExpiry,
            SpaceRules space,
            Retention retention,
            Clock clock) {
        this.store = store;
        this.imports = imports;
        this.uploadExpiry = uploadExpiry;
        this.space = space;
        this.retention = retention;
        this.reserve = new ReserveFile(store.folder().reserve(), store.disk());
        this.clock = clock;
    }

    /** Makes sure that a later collection can write, if there is room for that now. */
    void makeReserve() throws IOException {
        reserve.make(space.free());
    }

    /** Collects; what it did before it was cancelled or failed stays done, and the next one goes on. */
    CollectionReport collect(CollectionOptions options, JobControl control) throws IOException, SallyportException {
        Run run = new Run(options, control, clock.instant());
        run.collect();
        return run.report();
    }

    private final class Run {
        private final CollectionOptions options;
        private final JobControl control;
        private final Instant started;
        private final Instant cutoff;
        private final PlannedRemovals planned = new PlannedRemovals();
        private final List<String> retired = new ArrayList<>();
        private final BlobSweep sweep;
        private final Pace pace;
        private StoredAmount uploads = StoredAmount.NONE;
        private StoredAmount links = StoredAmount.NONE;
        private StoredAmount purged = StoredAmount.NONE;
        private String skipped = "";

        Run(CollectionOptions options, JobControl control, Instant started) {
            this.options = options;
            this.control = control;
            this.started = started;
            this.pace = new Pace(control::pause, 1);
            // What is exactly as old as the grace has had it.
            this.cutoff = started.minus(options.grace()).plusMillis(1);
            this.sweep = new BlobSweep(store, imports, cutoff, planned, started);
        }

        void collect() throws IOException, SallyportException {
            boolean pressed = space.free() < Math.max(space.reserve(), ReserveFile.SIZE);
            if (pressed && !options.dryRun()) {
                reserve.release();
            }
            long unread = store.garbage().unreadManifests();
            if (unread > 0) {
                skipped = unread + " manifests are damaged or gone, so that nobody knows what they are made of;"
                        + " import or push them again, then run: appliance rebuild";
            } else {
                collect(pressed ? Instant.MAX : cutoff);
            }
            if (!options.dryRun()) {
                reserve.make(space.free());
            }
        }

        private void collect(Instant trashCutoff) throws IOException, SallyportException {
            expireUploads();
            purge(trashCutoff);
            if (!options.trashOnly()) {
                retire();
                collectLocal();
                sweep.run(options.dryRun(), control);
                if (!options.dryRun()) {
                    purge(trashCutoff);
                } else if (trashCutoff.isAfter(started)) {
                    purged = purged.plus(sweep.trashed());
                }
            }
        }

        private void expireUploads() throws IOException {
            control.advance("uploads", 0, 0);
            Instant before = started.minus(UPLOAD_PATIENCE);
            if (!options.dryRun()) {
                uploads = uploads.plus(uploadExpiry.expire(before));
            }
            for (UploadId id : store.content().uploads()) {
                if (control.isCancelled()) {
                    return;
                }
                long size =
                        options.dryRun() ? expired(id, before) : store.content().expireUpload(id, before);
                if (size >= 0) {
                    uploads = uploads.plusFile(size);
                }
            }
        }

        private long expired(UploadId id, Instant before) throws IOException {
            return store.content()
                    .uploadFile(id)
                    .filter(file -> !file.open() && file.written().isBefore(before))
                    .map(file -> file.size())
                    .orElse(-1L);
        }

        private void purge(Instant before) throws IOException {
            control.advance("trash", 0, 0);
            purged = purged.plus(
                    options.dryRun()
                            ? store.content().trash().amountBefore(before)
                            : store.content().trash().purge(before, this::goesOn));
        }

        private boolean goesOn() {
            pace.step();
            return !control.isCancelled();
        }

        private void retire() throws IOException, SallyportException {
            control.advance("releases", 0, 0);
            Map<StreamName, List<KeptRelease>> streams = new LinkedHashMap<>();
            for (KeptRelease release : store.garbage().releases()) {
                streams.computeIfAbsent(release.stream(), unused -> new ArrayList<>())
                        .add(release);
            }
            for (Map.Entry<StreamName, List<KeptRelease>> stream : streams.entrySet()) {
                OptionalLong oldest =
                        retention.oldestKept(stream.getValue(), imports.oldestBase(stream.getKey()), started);
                if (oldest.isPresent() && !control.isCancelled()) {
                    retire(stream.getKey(), oldest.getAsLong(), stream.getValue());
                }
            }
        }

        private void retire(StreamName stream, long oldest, List<KeptRelease> releases)
                throws IOException, SallyportException {
            if (options.dryRun()) {
                planned.retire(stream, oldest);
            } else {
                store.releases().retire(stream, oldest, options.actor());
            }
            releases.stream()
                    .filter(release -> release.sequence() < oldest)
                    .forEach(release -> retired.add(stream.value() + "@" + release.sequence()));
        }

        private void collectLocal() throws IOException, SallyportException {
            // What stays is another question for each of them.
            CollectionRule any = new CollectionRule(cutoff, options.untagged(), digest -> true);
            RepositoryName after = null;
            List<RepositoryName> page;
            do {
                page = store.localGarbage().repositories(any, after, REPOSITORIES);
                for (RepositoryName repository : page) {
                    after = repository;
                    collect(repository);
                }
            } while (page.size() == REPOSITORIES && !control.isCancelled());
        }

        private void collect(RepositoryName repository) throws IOException, SallyportException {
            CollectionRule rule = new CollectionRule(
                    cutoff, options.untagged(), digest -> store.leases().keeps(repository, digest));
            LocalGarbage.Progress at = LocalGarbage.Progress.START;
            while (!at.done() && !control.isCancelled()) {
                control.advance("repositories", links.files(), 0);
                at = options.dryRun()
                        ? store.localGarbage().plan(repository, rule, at, planned)
                        : store.localGarbage().collect(repository, rule, at, options.actor());
                links = links.plus(at.removed());
                pace.step();
            }
        }

        CollectionReport report() {
            return new CollectionReport(
                    options.dryRun(),
                    started,
                    clock.instant(),
                    uploads,
                    retired,
                    links,
                    sweep.examined(),
                    sweep.trashed(),
                    purged,
                    skipped,
                    !control.isCancelled());
        }
    }
}
