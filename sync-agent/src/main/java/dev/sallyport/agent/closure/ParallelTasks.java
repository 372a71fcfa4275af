package dev.sallyport.agent.closure;

import dev.sallyport.failure.SallyportException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A fixed, small number of threads that work for one command. Closing it stops them. */
public final class ParallelTasks implements Closeable {
    private final ExecutorService threads;

    /** @param count how many threads, 1 or more */
    public ParallelTasks(int count) {
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "fetch-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Makes something of one item. */
    public interface Task<T, R> {
        R run(T item) throws IOException, SallyportException;
    }

    /** Begins the work on one item. */
    public <T, R> Future<R> start(T item, Task<T, R> task) {
        return threads.submit(() -> task.run(item));
    }

    /** What {@code task} makes of each item, in the items' order. After a failure no further task is begun. */
    public <T, R> List<R> map(List<T> items, Task<T, R> task) throws IOException, SallyportException {
        List<Future<R>> futures = new ArrayList<>();
        for (T item : items) {
            futures.add(start(item, task));
        }
        try {
            List<R> results = new ArrayList<>();
            for (Future<R> future : futures) {
                results.add(join(future));
            }
            return results;
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    /** Waits for a task; its failure is this method's. */
    public static <R> R join(Future<R> future) throws IOException, SallyportException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException failure) {
                throw failure;
            }
            if (cause instanceof SallyportException failure) {
                throw failure;
            }
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("A task failed", cause);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
