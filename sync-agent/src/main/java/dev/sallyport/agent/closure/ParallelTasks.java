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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A fixed, small number of threads that work for one command. */
public final class ParallelTasks implements Closeable {
    private static final int LONGEST_END_SECONDS = 10;
    private static final int QUESTIONS_PER_JOB = 2;

    private final ExecutorService threads;

    /**
     * Threads that are made when they are needed.
     *
     * @param count how many, 1 or more
     * @param name what they do, for who looks at the process
     */
    public ParallelTasks(int count, String name) {
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Threads for questions rather than for content, for a run with {@code jobs} downloads at once: more of them, since they wait for
     * a short answer most of the time. How many reach one registry is bounded by what is set for that.
     */
    public static ParallelTasks forQuestions(int jobs, String name) {
        return new ParallelTasks(QUESTIONS_PER_JOB * jobs, name);
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

    /** Interrupts what is going on and waits until it has ended, but not for ever: a source may be deaf to it. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
