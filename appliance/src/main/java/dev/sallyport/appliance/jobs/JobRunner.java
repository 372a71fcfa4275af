package dev.sallyport.appliance.jobs;

import dev.sallyport.failure.SallyportException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does jobs of one kind, one after the other, on a thread of its own. Thread-safe. */
final class JobRunner<R> implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final int MOST_WAITING = 4;
    private static final int MOST_KNOWN = 20;

    private final String kind;
    private final Clock clock;
    private final Thread thread;
    private final Deque<Waiting<R>> waiting = new ArrayDeque<>();
    private final Deque<Job<R>> known = new ArrayDeque<>();
    private long lastId;
    private boolean closed;
    private @Nullable Job<R> running;

    /** What a job does. */
    interface Work<R> {
        R run(JobControl control) throws IOException, SallyportException;
    }

    private record Waiting<R>(Job<R> job, Work<R> work) {}

    JobRunner(String kind, Clock clock) {
        this.kind = kind;
        this.clock = clock;
        this.thread = new Thread(this::run, kind);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Does {@code work} after what was given before.
     *
     * @throws JobBusyException if too much waits already, or the server stops
     */
    synchronized Job<R> submit(Work<R> work) throws JobBusyException {
        if (closed || waiting.size() >= MOST_WAITING) {
            throw new JobBusyException(kind);
        }
        Job<R> job = new Job<>(++lastId, clock);
        waiting.add(new Waiting<>(job, work));
        known.addFirst(job);
        if (known.size() > MOST_KNOWN) {
            known.removeLast();
        }
        notifyAll();
        return job;
    }

    /** Whether something runs or waits. */
    synchronized boolean isBusy() {
        return running != null || !waiting.isEmpty();
    }

    /** A job that was given not too long ago. */
    synchronized Optional<Job<R>> find(long id) {
        return known.stream().filter(job -> job.id() == id).findFirst();
    }

    /** Those known, the newest first. */
    synchronized List<Job<R>> jobs() {
        return new ArrayList<>(known);
    }

    private void run() {
        while (true) {
            Waiting<R> next;
            synchronized (this) {
                while (waiting.isEmpty() && !closed) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        // Nobody interrupts this thread; it ends when it is told to.
                    }
                }
                if (closed) {
                    return;
                }
                next = waiting.remove();
                running = next.job();
            }
            run(next);
            synchronized (this) {
                running = null;
            }
        }
    }

    private void run(Waiting<R> next) {
        Job<R> job = next.job();
        job.begin();
        try {
            job.end(next.work().run(job), null);
        } catch (IOException | SallyportException | RuntimeException e) {
            LOG.warn("{} {} failed", kind, job.id(), e);
            job.end(null, e);
        }
    }

    /** Tells what runs to end, waits for that, and drops what waits. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            waiting.forEach(next -> {
                next.job().cancel();
                next.job().end(null, null);
            });
            waiting.clear();
            if (running != null) {
                running.cancel();
            }
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
