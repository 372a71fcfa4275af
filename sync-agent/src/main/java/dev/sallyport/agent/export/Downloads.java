package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.ClosureBlob;
import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.terminal.Progress;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Gets blobs into the cache, several at once. */
final class Downloads {
    private final ContentCache cache;
    private final ParallelTasks tasks;
    private final Progress progress;

    Downloads(ContentCache cache, ParallelTasks tasks, Progress progress) {
        this.cache = requireNonNull(cache, "cache is null");
        this.tasks = requireNonNull(tasks, "tasks is null");
        this.progress = requireNonNull(progress, "progress is null");
    }

    /** When this returns, the cache holds all of {@code blobs}. After a failure the rest is not begun. */
    void fetch(List<ClosureBlob> blobs) throws IOException, SallyportException {
        long total = blobs.stream().mapToLong(blob -> blob.descriptor().size()).sum();
        AtomicLong done = new AtomicLong();
        tasks.map(blobs, blob -> {
            cache.fetch(
                    blob.source(),
                    blob.descriptor(),
                    count -> progress.advance("fetching", done.addAndGet(count), total));
            return blob.descriptor().digest();
        });
    }
}
