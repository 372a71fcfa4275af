package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.ClosureBlob;
import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.bundle.VolumeWriter;
import dev.sallyport.bundle.VolumeWriter.BlobContent;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.terminal.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what a bundle needs and writes its volumes, both at once. A blob that is fetched goes into the cache and to its place in
 * its volume from the same buffer, hashed once; one that was in the cache is copied from there and hashed on the way. A volume
 * gets its head, and so becomes one, when all content is here and the bundle is on record, not before.
 */
final class Production {
    private final IssuedBundle bundle;
    private final OutputFolder output;
    private final Medium medium;
    private final ContentCache cache;
    private final Map<Digest, ClosureBlob> blobs = new HashMap<>();
    private final Progress progress;
    private final Consumer<Digest> arrived;
    private final Set<Digest> fetchedAgain = new HashSet<>();
    private final List<UnfinishedVolume> volumes = new ArrayList<>();
    private final Arrivals arrivals = new Arrivals();
    private volatile boolean recorded;

    /**
     * Begins nothing yet.
     *
     * @param medium what the output lies on
     * @param blobs all that the bundle has
     * @param arrived told each blob that was fetched, by any thread
     */
    Production(
            IssuedBundle bundle,
            OutputFolder output,
            Medium medium,
            ContentCache cache,
            List<ClosureBlob> blobs,
            Progress progress,
            Consumer<Digest> arrived) {
        this.bundle = requireNonNull(bundle, "bundle is null");
        this.output = requireNonNull(output, "output is null");
        this.medium = requireNonNull(medium, "medium is null");
        this.cache = requireNonNull(cache, "cache is null");
        this.progress = requireNonNull(progress, "progress is null");
        this.arrived = requireNonNull(arrived, "arrived is null");
        blobs.forEach(blob -> this.blobs.put(blob.descriptor().digest(), blob));
    }

    /** Puts the bundle on record, once all its content is here. */
    interface Recording {
        void record() throws IOException;
    }

    /**
     * Fetches {@code wanted} into the cache and writes the volumes {@code numbers}; called once. When this returns without a
     * failure they are there, durable but for their names.
     *
     * @return the blobs that could not be fetched, and why; with any, all others were, nothing is on record and no volume written
     */
    Map<Digest, SallyportException> run(
            List<ClosureBlob> wanted, List<Integer> numbers, ParallelTasks tasks, Recording recording)
            throws IOException, SallyportException {
        ParallelTasks writer = new ParallelTasks(1, "write");
        try {
            Map<Digest, UnfinishedVolume> places = beginVolumes(numbers);
            startFetching(wanted, places, tasks);
            Future<Boolean> written = writer.start(total(numbers), this::fillAll);
            Map<Digest, SallyportException> failures = arrivals.failures(() -> requireWriting(written));
            if (!failures.isEmpty()) {
                writer.close();
                dropAll();
                return failures;
            }
            recording.record();
            recorded = true;
            ParallelTasks.join(written);
            finishFilled();
            return Map.of();
        } catch (IOException | SallyportException | RuntimeException e) {
            arrivals.cancel();
            tasks.close();
            writer.close();
            try {
                dropAll();
            } catch (IOException other) {
                // The next run deletes them.
                e.addSuppressed(other);
            }
            throw e;
        } finally {
            writer.close();
        }
    }

    // If nothing more is written, either nothing is left to be, or this tells at once why it cannot be.
    private static void requireWriting(Future<Boolean> written) throws IOException, SallyportException {
        if (written.isDone()) {
            try {
                ParallelTasks.join(written);
            } catch (NotArrivedException e) {
                // The others are fetched all the same; it is told once they are.
            }
        }
    }

    /** The volume that each blob is to be fetched into; none if they are to be written in order alone. */
    private Map<Digest, UnfinishedVolume> beginVolumes(List<Integer> numbers) throws IOException, SallyportException {
        Map<Digest, UnfinishedVolume> places = new HashMap<>();
        for (int number : numbers) {
            UnfinishedVolume volume = output.begin(bundle.documents(), number, listing(number));
            volumes.add(volume);
            if (medium.anyOrder()) {
                listing(number).entries().forEach(entry -> places.put(entry.digest(), volume));
            }
        }
        return places;
    }

    private void startFetching(List<ClosureBlob> wanted, Map<Digest, UnfinishedVolume> places, ParallelTasks tasks) {
        long total = wanted.stream().mapToLong(blob -> blob.descriptor().size()).sum();
        AtomicLong done = new AtomicLong();
        for (ClosureBlob blob : wanted) {
            UnfinishedVolume volume = places.get(blob.descriptor().digest());
            arrivals.add(blob.descriptor().digest(), tasks.start(blob, item -> {
                boolean placed =
                        fetch(item, volume, count -> progress.advance("fetching", done.addAndGet(count), total));
                arrived.accept(item.descriptor().digest());
                return placed;
            }));
        }
    }

    // Whether the blob is in its place in the volume.
    private boolean fetch(ClosureBlob blob, @Nullable UnfinishedVolume volume, LongConsumer counter)
            throws IOException, SallyportException {
        if (volume == null) {
            cache.fetch(blob.source(), blob.descriptor(), counter);
            return false;
        }
        try (UnfinishedVolume.Place place = volume.place(blob.descriptor().digest())) {
            return cache.fetch(blob.source(), blob.descriptor(), counter, place);
        }
    }

    private boolean fillAll(long total) throws IOException, SallyportException {
        AtomicLong done = new AtomicLong();
        for (UnfinishedVolume volume : volumes) {
            fill(volume, done, total);
            if (recorded) {
                finishFilled();
            }
        }
        return true;
    }

    private void fill(UnfinishedVolume volume, AtomicLong done, long total) throws IOException, SallyportException {
        BlobContent cached = VolumeWriter.verified(cache.store(), count -> show(done.addAndGet(count), total));
        long before = done.get();
        while (true) {
            try {
                volume.fill((out, entry) -> {
                    if (arrivals.isPlaced(entry.digest())) {
                        ((ChannelOutput) out).skip(entry.size());
                        show(done.addAndGet(entry.size()), total);
                    } else {
                        cached.write(out, entry);
                    }
                });
                return;
            } catch (DigestMismatchException e) {
                done.set(before);
                fetchAgain(e);
            }
        }
    }

    // One line shows one step: writing is shown when there is nothing more to fetch.
    private void show(long done, long total) {
        if (recorded) {
            progress.advance("writing", done, total);
        }
    }

    // The cache is not synced and a disk may rot: what it gives back spoilt is fetched again, once.
    private void fetchAgain(DigestMismatchException e) throws IOException, SallyportException {
        ClosureBlob spoilt = Digest.tryParse(e.facts().getOrDefault("digest", ""))
                .map(blobs::get)
                .orElse(null);
        if (spoilt == null || !fetchedAgain.add(spoilt.descriptor().digest())) {
            throw e;
        }
        cache.evict(spoilt.descriptor().digest());
        cache.fetch(spoilt.source(), spoilt.descriptor(), count -> {});
    }

    private Listing listing(int number) {
        return bundle.listings().get(number - 1);
    }

    private long total(List<Integer> numbers) {
        return numbers.stream()
                .flatMap(number -> listing(number).entries().stream())
                .mapToLong(ListingEntry::size)
                .sum();
    }

    private void finishFilled() throws IOException {
        for (UnfinishedVolume volume : volumes) {
            if (volume.isFilled()) {
                volume.finish();
            }
        }
    }

    private void dropAll() throws IOException {
        for (UnfinishedVolume volume : volumes) {
            volume.close();
        }
    }
}
