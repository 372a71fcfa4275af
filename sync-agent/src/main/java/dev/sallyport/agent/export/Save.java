package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.Closure;
import dev.sallyport.agent.closure.ClosureBlob;
import dev.sallyport.agent.closure.ClosureWalker;
import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.content.Disk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.terminal.Progress;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Saves images into the next bundle of a stream, or writes missing volumes of the newest again if nothing changed.
 *
 * <p>In this order: walk, fetch, record, finish. A statement is put on record only for content that is here, and becomes part of
 * a volume only when it can no longer be lost. Killed at any point and run again, it goes on from there.
 */
public final class Save {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final SaveOptions options;
    private final SourceOpener opener;
    private final Disk disk;
    private final Clock clock;
    private final Progress progress;

    /** @param opener gives sources of roots that an earlier run asked for */
    public Save(SaveOptions options, SourceOpener opener, Disk disk, Clock clock, Progress progress) {
        this.options = requireNonNull(options, "options is null");
        this.opener = requireNonNull(opener, "opener is null");
        this.disk = requireNonNull(disk, "disk is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.progress = requireNonNull(progress, "progress is null");
    }

    /** Saves {@code asked}, with what earlier sequences have unless it is to be pruned. Leaves the sources open. */
    public SaveReport run(List<RootRequest> asked) throws IOException, SallyportException {
        Instant start = clock.instant();
        try (StateFolder state = StateFolder.open(options.state(), disk);
                ParallelTasks tasks = new ParallelTasks(options.jobs(), "fetch")) {
            History history = state.history(options.stream());
            IssuedBundle newest = history.newest().orElse(null);
            OutputFolder output = OutputFolder.open(options.output(), options.stream(), disk);
            output.requireNothingAfter(newest == null ? 1 : newest.statement().sequence() + 1);
            ContentCache cache = new ContentCache(state.cache(), PAUSE);
            try (KeptRoots kept = options.prune() ? KeptRoots.none() : KeptRoots.of(newest, asked, opener, cache)) {
                List<RootRequest> roots = new ArrayList<>(asked);
                roots.addAll(kept.roots());
                Closure closure = new ClosureWalker(cache, tasks, kept.referrers()).walk(roots);
                closure.requireComplete();
                Run run = new Run(state, output, cache, closure);
                run.choose(newest);
                List<SavedVolume> volumes = run.produce(history, tasks);
                return new SaveReport(
                        run.bundle().statement(),
                        run.fresh,
                        closure.roots(),
                        kept.roots().size(),
                        closure.omissions(),
                        closure.blobs().size(),
                        closure.size(),
                        cache.fetchedBytes(),
                        volumes,
                        Duration.between(start, clock.instant()));
            }
        }
    }

    /** What one run works on once it knows the closure. */
    private final class Run {
        private final StateFolder state;
        private final OutputFolder output;
        private final ContentCache cache;
        private final Closure closure;
        private @Nullable IssuedBundle bundle;
        private boolean fresh;

        Run(StateFolder state, OutputFolder output, ContentCache cache, Closure closure) {
            this.state = state;
            this.output = output;
            this.cache = cache;
            this.closure = closure;
        }

        IssuedBundle bundle() {
            return requireNonNull(bundle, "nothing was chosen");
        }

        /** Decides between the newest bundle and one to come after it, which is signed but on no record yet. */
        void choose(@Nullable IssuedBundle newest) throws IOException, SallyportException {
            BundlePlan plan = BundlePlan.of(closure, output.medium().volumeSize(options.volumeSize()));
            for (int number : options.volumes()) {
                if (number < 1 || number > plan.listings().size()) {
                    throw new NoSuchVolumeException(number, plan.listings().size());
                }
            }
            fresh = newest == null || !plan.isAlready(newest, options, clock.instant());
            Instant created = options.created() == null ? clock.instant() : options.created();
            bundle = fresh ? plan.issue(newest, options, created) : newest;
        }

        List<SavedVolume> produce(History history, ParallelTasks tasks) throws IOException, SallyportException {
            List<Integer> missing = missing();
            List<ClosureBlob> wanted = wanted(missing);
            requireSpace(wanted, missing);
            new Production(bundle(), output, output.medium(), cache, closure.blobs(), progress)
                    .run(wanted, missing, tasks, () -> {
                        if (fresh) {
                            history.record(bundle());
                        }
                    });
            // Also when all were there: a run killed before this may have left names that are not durable.
            output.sync();
            List<SavedVolume> volumes = new ArrayList<>();
            for (int number : chosen()) {
                volumes.add(new SavedVolume(
                        number,
                        output.file(bundle().statement().sequence(), number),
                        size(number),
                        missing.contains(number)));
            }
            return volumes;
        }

        private List<Integer> chosen() {
            return IntStream.rangeClosed(1, bundle().listings().size())
                    .filter(number ->
                            options.volumes().isEmpty() || options.volumes().contains(number))
                    .boxed()
                    .toList();
        }

        private List<Integer> missing() throws IOException, SallyportException {
            List<Integer> missing = new ArrayList<>();
            for (int number : chosen()) {
                if (!output.holds(
                        bundle().documents(), number, bundle().listings().get(number - 1))) {
                    output.requireNoFork(bundle().statement(), number);
                    missing.add(number);
                }
            }
            return missing;
        }

        // A new statement says that all its content was here; for an old one what is to be written suffices.
        private List<ClosureBlob> wanted(List<Integer> missing) throws IOException {
            Set<Digest> digests = missing.stream()
                    .flatMap(number -> bundle().listings().get(number - 1).entries().stream())
                    .map(ListingEntry::digest)
                    .collect(Collectors.toSet());
            List<ClosureBlob> wanted = new ArrayList<>();
            for (ClosureBlob blob : closure.blobs()) {
                if ((fresh || digests.contains(blob.descriptor().digest())) && !cache.holds(blob.descriptor())) {
                    wanted.add(blob);
                }
            }
            return wanted;
        }

        private void requireSpace(List<ClosureBlob> wanted, List<Integer> missing)
                throws IOException, SallyportException {
            new Space()
                    .add(
                            state.path(),
                            wanted.stream()
                                    .mapToLong(blob -> blob.descriptor().size())
                                    .sum())
                    .add(output.path(), missing.stream().mapToLong(this::size).sum())
                    .require();
        }

        private long size(int number) {
            return output.size(bundle().documents(), number, bundle().listings().get(number - 1));
        }
    }
}
