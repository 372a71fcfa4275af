package dev.sallyport.agent.export;

import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.Collection;
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

    /** Waits until the blob is in the cache, and says whether it is in its volume already. */
    boolean isPlaced(Digest digest) throws IOException {
        Future<Boolean> arrival = arriving.get(digest);
        if (arrival == null) {
            return false;
        }
        try {
            return ParallelTasks.join(arrival);
        } catch (SallyportException e) {
            throw new IOException("Cannot go on without " + digest + ": " + e.getMessage(), e);
        }
    }

    Collection<Future<Boolean>> all() {
        return arriving.values();
    }

    void cancel() {
        arriving.values().forEach(arrival -> arrival.cancel(true));
    }
}
