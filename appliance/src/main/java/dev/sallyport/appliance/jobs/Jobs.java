package dev.sallyport.appliance.jobs;

import dev.sallyport.appliance.imports.Imports;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.SpaceRules;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work in the background, when it is due and when somebody asks for it. Nothing is collected unasked in the first hour, in which
 * nobody holds the leases of before the start. Thread-safe.
 */
public final class Jobs implements Closeable {
    static final Duration QUIET_AFTER_START = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final Duration AFTER_CHANGES = Duration.ofMinutes(15);
    private static final Duration AT_LEAST = Duration.ofHours(6);
    private static final Duration UNDER_PRESSURE = Duration.ofMinutes(5);
    private static final String ACTOR = "collection";
    private static final int MOST_NAMED = 10;
    private static final long TICK_SECONDS = 20;
    // A small store is not read day and night.
    private static final Duration BETWEEN_ROUNDS = Duration.ofDays(7);
    private static final long SLICE_SECONDS = 60;

    private final ApplianceStore store;
    private final SpaceRules space;
    private final SpaceSettings settings;
    private final Clock clock;
    private final Instant started;
    private final Collector collector;
    private final JobRunner<CollectionReport> collections;
    private final Scrubber scrubber;
    private final JobRunner<ScrubState> scrubs;
    private final ScheduledExecutorService timer;
    private @Nullable Instant lastCollection;
    private long changesThen;

    private Jobs(
            ApplianceStore store,
            Imports imports,
            UploadExpiry uploads,
            SpaceRules space,
            SpaceSettings settings,
            Clock clock)
            throws IOException {
        this.store = store;
        this.space = space;
        this.settings = settings;
        this.clock = clock;
        this.started = clock.instant();
        this.collector = new Collector(store, imports, uploads, space, new Retention(settings.keepReleases()), clock);
        this.scrubber = new Scrubber(store, imports, clock);
        this.collections = new JobRunner<>("collection", clock);
        this.scrubs = new JobRunner<>("scrub", clock);
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "jobs");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to do what is due. */
    @SuppressWarnings("FutureReturnValueIgnored") // a tick catches and tells whatever goes wrong
    public static Jobs start(
            ApplianceStore store,
            Imports imports,
            UploadExpiry uploads,
            SpaceRules space,
            SpaceSettings settings,
            Clock clock)
            throws IOException {
        Jobs jobs = new Jobs(store, imports, uploads, space, settings, clock);
        Future<?> unused = jobs.timer.scheduleWithFixedDelay(jobs::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
        return jobs;
    }

    /** How the disk is kept. */
    public SpaceSettings settings() {
        return settings;
    }

    /** Collects, after the collections that were asked for before. */
    public Job<CollectionReport> collect(CollectionOptions options) throws JobBusyException {
        return collections.submit(control -> collector.collect(options, control));
    }

    /**
     * A collection that was asked for, or came due, since the start.
     *
     * @throws UnknownJobException if there is none of this number, or it was too long ago
     */
    public Job<CollectionReport> collection(long id) throws UnknownJobException {
        return collections.find(id).orElseThrow(() -> new UnknownJobException("collection", id));
    }

    /** The last collections, the newest first. */
    public List<Job<CollectionReport>> collections() {
        return collections.jobs();
    }

    /** What the last collection did that was no dry run and came to its end since the start. */
    public Optional<CollectionReport> lastCollection() {
        return collections().stream()
                .map(Job::result)
                .flatMap(Optional::stream)
                .filter(report -> !report.dryRun() && report.finished())
                .findFirst();
    }

    /**
     * Reads all blobs again from the first, after what was asked for before.
     *
     * @param bytesPerSecond 0 for as many as the disk gives
     */
    public Job<ScrubState> scrub(long bytesPerSecond) throws JobBusyException {
        return scrubs.submit(control -> scrubber.scrubAll(bytesPerSecond, control));
    }

    /**
     * A reading that was asked for, or came due, since the start.
     *
     * @throws UnknownJobException if there is none of this number, or it was too long ago
     */
    public Job<ScrubState> scrubJob(long id) throws UnknownJobException {
        return scrubs.find(id).orElseThrow(() -> new UnknownJobException("scrub", id));
    }

    /** How far the reading of all blobs is, and what it found, with what was healed by now. */
    public ScrubState scrubState() throws IOException {
        scrubber.heal();
        return scrubber.state();
    }

    /** What somebody should know about the disk, one sentence each. */
    public List<String> notices() throws IOException {
        List<String> notices = new ArrayList<>();
        List<DamagedBlob> damaged = scrubState().open();
        damaged.stream()
                .limit(MOST_NAMED)
                .forEach(blob -> notices.add(blob.digest() + " is damaged; import or push again what is made of it: "
                        + String.join(", ", blob.images())));
        if (damaged.size() > MOST_NAMED) {
            notices.add(damaged.size() - MOST_NAMED + " more blobs are damaged: appliance scrub --status");
        }
        long unread = store.garbage().unreadManifests();
        if (unread > 0) {
            notices.add("Nothing is collected: " + unread + " manifests are damaged or gone.");
        }
        if (space.free() < space.reserve()) {
            notices.add(
                    "The disk has " + space.free() + " bytes left, fewer than the reserve of " + space.reserve()
                            + ": nothing is taken in until there is room. What was deleted goes at once with: appliance gc --grace 0");
        }
        collections().stream()
                .filter(job -> job.state().isOver())
                .findFirst()
                .filter(job -> job.state() == JobState.FAILED)
                .ifPresent(job -> notices.add("The last collection failed; the log says why."));
        return notices;
    }

    // Nothing that goes wrong here may end the timer.
    private void tick() {
        try {
            if (!collections.isBusy()) {
                collector.makeReserve();
            }
            collectIfDue();
            scrubIfDue();
        } catch (IOException | JobBusyException | RuntimeException e) {
            LOG.warn("Work in the background was put off", e);
        }
    }

    private synchronized void collectIfDue() throws IOException, JobBusyException {
        Instant now = clock.instant();
        Duration since = lastCollection == null ? null : Duration.between(lastCollection, now);
        boolean pressed = space.free() < space.reserve();
        boolean quiet = Duration.between(started, now).compareTo(QUIET_AFTER_START) < 0;
        boolean due = pressed
                ? since == null || since.compareTo(UNDER_PRESSURE) >= 0
                : !quiet
                        && (since == null
                                || since.compareTo(AT_LEAST) >= 0
                                || (store.changes() != changesThen && since.compareTo(AFTER_CHANGES) >= 0));
        if (due && !collections.isBusy()) {
            lastCollection = now;
            changesThen = store.changes();
            collect(new CollectionOptions(settings.grace(), false, false, quiet, ACTOR));
        }
    }

    // A minute's worth at a time, so that nobody who asks for a reading waits for long.
    private void scrubIfDue() throws IOException, JobBusyException {
        scrubber.heal();
        ScrubState state = scrubber.state();
        long rate = settings.scrubRate();
        Instant ended = state.ended();
        boolean due = state.begun() != null
                || ended == null
                || Duration.between(ended, clock.instant()).compareTo(BETWEEN_ROUNDS) >= 0;
        if (rate > 0 && due && !scrubs.isBusy()) {
            scrubs.submit(control -> scrubber.scrub(rate, rate * SLICE_SECONDS, control));
        }
    }

    /** Ends what runs at the next place at which that leaves everything in order. */
    @Override
    public void close() {
        timer.shutdownNow();
        collections.close();
        scrubs.close();
    }
}
