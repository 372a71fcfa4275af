package dev.sallyport.appliance.jobs;

import java.util.concurrent.TimeUnit;

/** Keeps work to so many bytes a second, on the average since it began. Not thread-safe. */
final class RateLimit {
    private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(100);

    private final long bytesPerSecond;
    private final JobControl control;
    private final long begun = System.nanoTime();
    private long bytes;

    /** @param bytesPerSecond 0 for as many as there are */
    RateLimit(long bytesPerSecond, JobControl control) {
        this.bytesPerSecond = bytesPerSecond;
        this.control = control;
    }

    /** Counts what was done, and waits if that was too fast. */
    void spend(long count) {
        bytes += count;
        if (bytesPerSecond == 0) {
            return;
        }
        long due = begun + (long) (bytes * 1e9 / bytesPerSecond);
        for (long left = due - System.nanoTime(); left > 0 && !control.isCancelled(); left = due - System.nanoTime()) {
            control.pause(Math.min(left, SLICE));
        }
    }
}
