package dev.sallyport.appliance.jobs;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Work in the background, how far it is, and what came of it. Thread-safe. */
public final class Job<R> implements JobControl {
    // Nobody waits longer than this between two steps.
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

    private final long id;
    private final Clock clock;
    private JobState state = JobState.WAITING;
    private String step = "";
    private long done;
    private long total;
    private boolean cancelled;
    private @Nullable Instant started;
    private @Nullable Instant ended;
    private @Nullable R result;
    private @Nullable Exception failure;

    Job(long id, Clock clock) {
        this.id = id;
        this.clock = clock;
    }

    /** Its number, from 1 after each start. */
    public long id() {
        return id;
    }

    /** How it is. */
    public synchronized JobState state() {
        return state;
    }

    /** What it does at the moment, as people read it. */
    public synchronized String step() {
        return step;
    }

    /** How much of the step is done. */
    public synchronized long done() {
        return done;
    }

    /** How much the step is; 0 if that is not known. */
    public synchronized long total() {
        return total;
    }

    /** When it began; empty while it waits. */
    public synchronized Optional<Instant> started() {
        return Optional.ofNullable(started);
    }

    /** When it was over; empty until then. */
    public synchronized Optional<Instant> ended() {
        return Optional.ofNullable(ended);
    }

    /** What came of it; empty until it is done, and for one that failed. */
    public synchronized Optional<R> result() {
        return Optional.ofNullable(result);
    }

    /** Why it failed. */
    public synchronized Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /** Waits until it is over. */
    public synchronized void await() throws InterruptedException {
        while (!state.isOver()) {
            wait();
        }
    }

    @Override
    public synchronized void advance(String now, long doneNow, long totalNow) {
        step = now;
        done = doneNow;
        total = totalNow;
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public synchronized void pause(long nanos) {
        long until = System.nanoTime() + Math.min(nanos, LONGEST_PAUSE);
        for (long left = until - System.nanoTime(); left > 0 && !cancelled; left = until - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                cancelled = true;
            }
        }
    }

    synchronized void cancel() {
        cancelled = true;
        notifyAll();
    }

    synchronized void begin() {
        state = JobState.RUNNING;
        started = clock.instant();
    }

    synchronized void end(@Nullable R value, @Nullable Exception why) {
        result = value;
        failure = why;
        if (why != null) {
            state = JobState.FAILED;
        } else {
            state = cancelled ? JobState.CANCELLED : JobState.DONE;
        }
        ended = clock.instant();
        notifyAll();
    }
}
