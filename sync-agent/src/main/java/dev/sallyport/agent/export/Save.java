package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.Closure;
import dev.sallyport.agent.closure.ClosureBlob;
import dev.sallyport.agent.closure.ClosureWalker;
import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.Disk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.terminal.Progress;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Saves images into the next bundle of a stream, or writes missing volumes of the newest again if nothing changed.
 *
 * <p>In this order: walk, fetch, sign and record, write. So a statement is signed only for content that is here, and a volume is
 * begun only when its statement can no longer be lost. Killed at any point and run again, it goes on from there.
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
                ParallelTasks tasks = new ParallelTasks(options.jobs())) {
            History history = state.history(options.stream());
            IssuedBundle newest = history.newest().orElse(null);
            OutputFolder output = OutputFolder.open(options.output(), options.stream(), disk);
            output.requireNothingAfter(newest == null ? 1 : newest.statement().sequence() + 1);
            ContentCache cache = new ContentCache(state.cache(), PAUSE);
            try (KeptRoots kept = options.prune() ? KeptRoots.none() : KeptRoots.of(newest, asked, opener, cache)) {
                List<RootRequest> roots = new ArrayList<>(asked);
                roots.addAll(kept.roots());
                Closure closure = new ClosureWalker(cache, tasks, kept.referrers()).walk(roots);
                Run run = new Run(state, history, output, cache, tasks, closure);
                run.issue(newest);
                List<SavedVolume> volumes = run.write();
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
        private final History history;
        private final OutputFolder output;
        private final ContentCache cache;
        private final Closure closure;
        private final Downloads downloads;
        private @Nullable IssuedBundle bundle;
        private boolean fresh;

        Run(
                StateFolder state,
                History history,
                OutputFolder output,
                ContentCache cache,
                ParallelTasks tasks,
                Closure closure) {
            this.state = state;
            this.history = history;
            this.output = output;
            this.cache = cache;
            this.closure = closure;
            this.downloads = new Downloads(cache, tasks, progress);
        }

        IssuedBundle bundle() {
            return requireNonNull(bundle, "nothing was issued");
        }

        void issue(@Nullable IssuedBundle newest) throws IOException, SallyportException {
            BundlePlan plan = BundlePlan.of(closure, output.volumeSize(options.volumeSize()));
            requireVolumes(plan.listings().size());
            if (newest != null && plan.isAlready(newest, options, clock.instant())) {
                bundle = newest;
                return;
            }
            Instant created = options.created() == null ? clock.instant() : options.created();
            IssuedBundle next = plan.issue(newest, options, created);
            List<ClosureBlob> wanted = notHeld(closure.blobs());
            requireSpace(wanted, next, chosen(next));
            downloads.fetch(wanted);
            history.record(next);
            bundle = next;
            fresh = true;
        }

        private void requireVolumes(int count) throws NoSuchVolumeException {
            for (int number : options.volumes()) {
                if (number < 1 || number > count) {
                    throw new NoSuchVolumeException(number, count);
                }
            }
        }

        private List<Integer> chosen(IssuedBundle issued) {
            List<Integer> numbers = new ArrayList<>();
            for (int number = 1; number <= issued.listings().size(); number++) {
                if (options.volumes().isEmpty() || options.volumes().contains(number)) {
                    numbers.add(number);
                }
            }
            return numbers;
        }

        private List<ClosureBlob> notHeld(List<ClosureBlob> blobs) throws IOException {
            List<ClosureBlob> wanted = new ArrayList<>();
            for (ClosureBlob blob : blobs) {
                if (!cache.holds(blob.descriptor())) {
                    wanted.add(blob);
                }
            }
            return wanted;
        }

        private void requireSpace(List<ClosureBlob> wanted, IssuedBundle issued, List<Integer> numbers)
                throws IOException, SallyportException {
            long cacheBytes =
                    wanted.stream().mapToLong(blob -> blob.descriptor().size()).sum();
            long outputBytes = 0;
            for (int number : numbers) {
                outputBytes += output.size(
                        issued.documents(), number, issued.listings().get(number - 1));
            }
            new Space()
                    .add(state.path(), cacheBytes)
                    .add(output.path(), outputBytes)
                    .require();
        }

        List<SavedVolume> write() throws IOException, SallyportException {
            List<Integer> missing = new ArrayList<>();
            for (int number : chosen(bundle())) {
                if (!output.holds(bundle().documents(), number, listing(number))) {
                    output.requireNoFork(bundle().statement(), number);
                    missing.add(number);
                }
            }
            Set<Digest> digests = missing.stream()
                    .flatMap(number -> listing(number).entries().stream())
                    .map(ListingEntry::digest)
                    .collect(Collectors.toSet());
            List<ClosureBlob> wanted = notHeld(closure.blobs().stream()
                    .filter(blob -> digests.contains(blob.descriptor().digest()))
                    .toList());
            requireSpace(wanted, bundle(), missing);
            downloads.fetch(wanted);
            writeVolumes(missing);
            // Also when all were there: a run killed before this may have left names that are not durable.
            output.sync();
            List<SavedVolume> volumes = new ArrayList<>();
            for (int number : chosen(bundle())) {
                volumes.add(new SavedVolume(
                        number,
                        output.file(bundle().statement().sequence(), number),
                        output.size(bundle().documents(), number, listing(number)),
                        missing.contains(number)));
            }
            return volumes;
        }

        private Listing listing(int number) {
            return bundle().listings().get(number - 1);
        }

        private void writeVolumes(List<Integer> numbers) throws IOException, SallyportException {
            long total = numbers.stream()
                    .mapToLong(number -> listing(number).summary().bytes())
                    .sum();
            AtomicLong done = new AtomicLong();
            Set<Digest> fetchedAgain = new HashSet<>();
            for (int number : numbers) {
                long before = done.get();
                while (true) {
                    try {
                        output.write(
                                bundle().documents(),
                                number,
                                listing(number),
                                cache.store(),
                                count -> progress.advance("writing", done.addAndGet(count), total));
                        break;
                    } catch (DigestMismatchException e) {
                        done.set(before);
                        fetchAgain(e, fetchedAgain);
                    }
                }
            }
        }

        // The cache is not synced and a disk may rot: what it gives back is fetched again, once.
        private void fetchAgain(DigestMismatchException e, Set<Digest> fetchedAgain)
                throws IOException, SallyportException {
            for (ClosureBlob blob : closure.blobs()) {
                Digest digest = blob.descriptor().digest();
                if (digest.toString().equals(e.facts().get("digest")) && fetchedAgain.add(digest)) {
                    cache.evict(digest);
                    downloads.fetch(List.of(blob));
                    return;
                }
            }
            throw e;
        }
    }
}
