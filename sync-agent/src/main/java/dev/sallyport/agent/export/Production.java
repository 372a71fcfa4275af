package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.ClosureBlob;
import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.bundle.Listing;
import dev.sallyport.content.ContentStore;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.terminal.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fetches what a bundle needs and writes its volumes, both at once: a volume takes each blob as soon as it has come. A volume gets
 * its head, and so becomes one, when all content is here and the bundle is on record, not before.
 */
final class Production {
    private final IssuedBundle bundle;
    private final OutputFolder output;
    private final ContentCache cache;
    private final Map<Digest, ClosureBlob> blobs = new HashMap<>();
    private final Progress progress;
    private final Set<Digest> fetchedAgain = new HashSet<>();
    private final List<UnfinishedVolume> unfinished = new ArrayList<>();
    private volatile boolean recorded;

    /** @param blobs all that the bundle has */
    Production(
            IssuedBundle bundle, OutputFolder output, ContentCache cache, List<ClosureBlob> blobs, Progress progress) {
        this.bundle = requireNonNull(bundle, "bundle is null");
        this.output = requireNonNull(output, "output is null");
        this.cache = requireNonNull(cache, "cache is null");
        this.progress = requireNonNull(progress, "progress is null");
        blobs.forEach(blob -> this.blobs.put(blob.descriptor().digest(), blob));
    }

    /** Puts the bundle on record, once all its content is here. */
    interface Recording {
        void record() throws IOException;
    }

    /**
     * Fetches {@code wanted} into the cache and writes the volumes {@code numbers}. When this returns they are there, durable but
     * for their names.
     */
    void run(List<ClosureBlob> wanted, List<Integer> numbers, ParallelTasks tasks, Recording recording)
            throws IOException, SallyportException {
        Map<Digest, Future<Digest>> arriving = startFetching(wanted, tasks);
        ParallelTasks writer = new ParallelTasks(1, "write");
        try {
            ContentStore content = new ArrivingContent(cache.store(), arriving);
            Future<Boolean> written = writer.start(numbers, all -> writeAll(all, content));
            for (Future<Digest> arrival : arriving.values()) {
                if (written.isDone()) {
                    // Either nothing is to be written, or this tells at once why it cannot be.
                    ParallelTasks.join(written);
                }
                ParallelTasks.join(arrival);
            }
            recording.record();
            recorded = true;
            ParallelTasks.join(written);
            finishAll();
        } catch (IOException | SallyportException | RuntimeException e) {
            arriving.values().forEach(arrival -> arrival.cancel(true));
            writer.close();
            dropAll(e);
            throw e;
        } finally {
            writer.close();
        }
    }

    private Map<Digest, Future<Digest>> startFetching(List<ClosureBlob> wanted, ParallelTasks tasks) {
        long total = wanted.stream().mapToLong(blob -> blob.descriptor().size()).sum();
        AtomicLong done = new AtomicLong();
        Map<Digest, Future<Digest>> arriving = new LinkedHashMap<>();
        for (ClosureBlob blob : wanted) {
            Digest digest = blob.descriptor().digest();
            arriving.put(digest, tasks.start(blob, item -> {
                cache.fetch(
                        item.source(),
                        item.descriptor(),
                        count -> progress.advance("fetching", done.addAndGet(count), total));
                return digest;
            }));
        }
        return arriving;
    }

    private boolean writeAll(List<Integer> numbers, ContentStore content) throws IOException, SallyportException {
        long total = numbers.stream()
                .mapToLong(number -> listing(number).summary().bytes())
                .sum();
        AtomicLong done = new AtomicLong();
        for (int number : numbers) {
            unfinished.add(write(number, content, done, total));
            if (recorded) {
                finishAll();
            }
        }
        return true;
    }

    private UnfinishedVolume write(int number, ContentStore content, AtomicLong done, long total)
            throws IOException, SallyportException {
        long before = done.get();
        while (true) {
            try {
                return output.begin(
                        bundle.documents(),
                        number,
                        listing(number),
                        content,
                        count -> show(done.addAndGet(count), total));
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

    private void finishAll() throws IOException {
        for (UnfinishedVolume volume : unfinished) {
            volume.finish();
        }
        unfinished.clear();
    }

    private void dropAll(Exception failure) {
        for (UnfinishedVolume volume : unfinished) {
            try {
                volume.close();
            } catch (IOException e) {
                // The next run deletes it.
                failure.addSuppressed(e);
            }
        }
    }
}
