package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.ClosureBlob;
import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.terminal.Progress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes a draft real: fetches what it carries, puts it on record, writes its volumes. */
final class SaveRun {
    private final SaveOptions options;
    private final Preparation preparation;
    private final OutputFolder output;
    private final Draft draft;
    private final Progress progress;
    private @Nullable IssuedBundle bundle;
    private List<SavedVolume> volumes = List.of();

    SaveRun(SaveOptions options, Preparation preparation, OutputFolder output, Draft draft, Progress progress) {
        this.options = options;
        this.preparation = preparation;
        this.output = output;
        this.draft = draft;
        this.progress = progress;
    }

    /**
     * Issues the bundle if it is a new one, and writes the volumes that are wanted and missing.
     *
     * @return the blobs that could not be fetched, and why; with any, nothing was issued or written
     */
    Map<Digest, SallyportException> produce(Instant created, Instant now) throws IOException, SallyportException {
        for (int number : options.volumes()) {
            if (number < 1 || number > draft.plan().listings().size()) {
                throw new NoSuchVolumeException(number, draft.plan().listings().size());
            }
        }
        IssuedBundle again = draft.again();
        boolean fresh = again == null;
        IssuedBundle issued = again == null
                ? draft.plan().issue(preparation.nextSequence(), preparation.previous(), options, created)
                : again;
        bundle = issued;
        List<Integer> missing = draft.idle() ? List.of() : missing(issued);
        List<ClosureBlob> wanted = wanted(issued, fresh, missing);
        new Space()
                .add(preparation.cacheFolder().path(), bytes(wanted))
                .add(
                        output.path(),
                        missing.stream()
                                .mapToLong(number -> size(issued, number))
                                .sum())
                .require();
        Map<Digest, SallyportException> failures = new Production(
                        issued,
                        output,
                        output.medium(),
                        cache(),
                        draft.closure().blobs(),
                        progress,
                        ImageArrivals.of(draft, new ImageContents(draft.closure(), cache()), wanted, progress))
                .run(wanted, missing, preparation.tasks(), () -> {
                    if (fresh) {
                        preparation.history().record(issued);
                    }
                });
        if (failures.isEmpty()) {
            // Also when all were there: a run killed before this may have left names that are not durable.
            output.sync();
            preparation.history().written(issued.statement().sequence());
            volumes = saved(issued, missing);
            tidyCache(now);
        }
        return failures;
    }

    private void tidyCache(Instant now) throws IOException {
        Set<Digest> needed = draft.closure().blobs().stream()
                .map(blob -> blob.descriptor().digest())
                .collect(Collectors.toSet());
        preparation.cacheFolder().markUsed(needed, now);
        if (options.cacheLimit() != null) {
            preparation.cacheFolder().prune(needed, options.cacheLimit());
        }
    }

    /** Fetches all that the draft carries, for a later run. What could not be fetched, and why. */
    Map<Digest, SallyportException> fetchAll() throws IOException, SallyportException {
        Set<Digest> carried = draft.plan().listings().stream()
                .flatMap(listing -> listing.entries().stream())
                .map(ListingEntry::digest)
                .collect(Collectors.toSet());
        List<ClosureBlob> wanted = notCached(carried);
        long total = bytes(wanted);
        new Space().add(preparation.cacheFolder().path(), total).require();
        AtomicLong done = new AtomicLong();
        Arrivals arrivals = new Arrivals();
        for (ClosureBlob blob : wanted) {
            arrivals.add(blob.descriptor().digest(), preparation.tasks().start(blob, item -> {
                cache().fetch(
                                item.source(),
                                item.descriptor(),
                                count -> progress.advance("fetching", done.addAndGet(count), total));
                return false;
            }));
        }
        return arrivals.failures(() -> {});
    }

    private List<Integer> missing(IssuedBundle issued) throws IOException, SallyportException {
        List<Integer> missing = new ArrayList<>();
        for (int number : chosen(issued)) {
            if (!output.holds(issued.documents(), number, issued.listings().get(number - 1))) {
                output.requireNoFork(issued.statement(), number);
                missing.add(number);
            }
        }
        return missing;
    }

    private List<Integer> chosen(IssuedBundle issued) {
        return IntStream.rangeClosed(1, issued.listings().size())
                .filter(number ->
                        options.volumes().isEmpty() || options.volumes().contains(number))
                .boxed()
                .toList();
    }

    // A new statement says that all its content was here; for an old one what is to be written suffices.
    private List<ClosureBlob> wanted(IssuedBundle issued, boolean fresh, List<Integer> missing) throws IOException {
        List<Integer> numbers = fresh
                ? IntStream.rangeClosed(1, issued.listings().size()).boxed().toList()
                : missing;
        return notCached(numbers.stream()
                .flatMap(number -> issued.listings().get(number - 1).entries().stream())
                .map(ListingEntry::digest)
                .collect(Collectors.toSet()));
    }

    private List<ClosureBlob> notCached(Set<Digest> digests) throws IOException {
        List<ClosureBlob> wanted = new ArrayList<>();
        for (ClosureBlob blob : draft.closure().blobs()) {
            if (digests.contains(blob.descriptor().digest()) && !cache().holds(blob.descriptor())) {
                wanted.add(blob);
            }
        }
        return wanted;
    }

    private static long bytes(List<ClosureBlob> blobs) {
        return blobs.stream().mapToLong(blob -> blob.descriptor().size()).sum();
    }

    private List<SavedVolume> saved(IssuedBundle issued, List<Integer> written) throws IOException {
        List<SavedVolume> saved = new ArrayList<>();
        for (int number : draft.idle() ? List.<Integer>of() : chosen(issued)) {
            saved.add(new SavedVolume(
                    number,
                    output.file(issued.statement().sequence(), number),
                    size(issued, number),
                    written.contains(number)));
        }
        return saved;
    }

    private long size(IssuedBundle issued, int number) {
        return output.size(issued.documents(), number, issued.listings().get(number - 1));
    }

    private ContentCache cache() {
        return preparation.cache();
    }

    SaveReport report(Duration duration) throws IOException, SallyportException {
        IssuedBundle issued = requireNonNull(bundle, "nothing was produced");
        return new SaveReport(
                issued.statement(),
                draft.again() == null,
                draft.idle(),
                draft.closure().roots(),
                draft.kept(),
                draft.omitted(),
                draft.asked().gone(),
                draft.closure().blobs().size(),
                draft.closure().size(),
                issued.listings().stream()
                        .mapToLong(listing -> listing.summary().bytes())
                        .sum(),
                draft.spared(),
                cache().fetchedBytes(),
                PlannedImages.of(draft, cache()),
                volumes,
                duration);
    }
}
