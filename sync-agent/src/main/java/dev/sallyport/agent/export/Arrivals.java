package dev.sallyport.agent.export;

import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;

/** Blobs on their way into the cache, some of them into their volume too. Filled by one thread before others wait here. */
final class Arrivals {
    private final Map<Digest, Future<Boolean>> arriving = new LinkedHashMap<>();

    /** @param arrival gives whether the blob went into its volume too */
    void add(Digest digest, Future<Boolean> arrival) {
        arriving.put(digest, arrival);
    }

    /**
     * Waits until the blob is in the cache, and says whether it is in its volume already.
     *
     * @throws NotArrivedException if its source failed
     */
    boolean isPlaced(Digest digest) throws IOException {
        Future<Boolean> arrival = arriving.get(digest);
        if (arrival == null) {
            return false;
        }
        try {
            return ParallelTasks.join(arrival);
        } catch (SallyportException e) {
            throw new NotArrivedException(digest, e);
        }
    }

    /** What may end the waiting. */
    interface Watch {
        void look() throws IOException, SallyportException;
    }

    /**
     * Waits for all, however many fail; those that do and why.
     *
     * @param watch asked between one and the next
     * @throws IOException if this machine fails, rather than a source: then no other would do better
     */
    Map<Digest, SallyportException> failures(Watch watch) throws IOException, SallyportException {
        Map<Digest, SallyportException> failures = new LinkedHashMap<>();
        for (Map.Entry<Digest, Future<Boolean>> arrival : arriving.entrySet()) {
            watch.look();
            try {
                ParallelTasks.join(arrival.getValue());
            } catch (SallyportException e) {
                failures.put(arrival.getKey(), e);
            }
        }
        return failures;
    }

    void cancel() {
        arriving.values().forEach(arrival -> arrival.cancel(true));
    }
}
