package dev.sallyport.appliance.http;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * So many threads at most, and a new one only if none is free. The pools of Java make a new one for each task until they have
 * all, and only then use those that have nothing to do: with a tenth of a megabyte for each that is the larger part of what many
 * small pushes would take.
 */
final class SparingThreads extends ThreadPoolExecutor {
    private static final long KEEP_SECONDS = 30;

    /** @param most how many threads; tasks beyond that wait for one */
    SparingThreads(int most, ThreadFactory factory) {
        super(0, most, KEEP_SECONDS, TimeUnit.SECONDS, new Waiting(), factory, SparingThreads::queue);
    }

    // All are busy. Whoever becomes free looks into the queue before it ends.
    private static void queue(Runnable task, ThreadPoolExecutor pool) {
        ((Waiting) pool.getQueue()).put(task);
        // Asked afterwards: a pool that ended meanwhile has nobody left who would take it.
        if (pool.isShutdown() && pool.remove(task)) {
            throw new RejectedExecutionException("the server has stopped");
        }
    }

    /** Takes from the executor only what a thread is there for; then the executor makes a thread, if it may. */
    private static final class Waiting extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }
    }
}
