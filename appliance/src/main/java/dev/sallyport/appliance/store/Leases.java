package dev.sallyport.appliance.store;

import dev.sallyport.oci.Digest;
import java.io.Closeable;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What must not be collected although nothing refers to it yet: content between its arrival and the link that will keep it, and
 * content that a client was told is here. Thread-safe; gone with the process, so nothing is collected right after a start.
 */
public final class Leases {
    private static final int MOST_EXTENDED = 200_000;

    private final Map<Digest, Integer> taken = new HashMap<>();
    private final Map<Digest, Instant> extended = new LinkedHashMap<>();

    /** Ends with {@link #close}. */
    public interface Lease extends Closeable {
        @Override
        void close();
    }

    /** Keeps {@code digest} until the lease is closed, whether it is here or not. */
    public synchronized Lease take(Digest digest) {
        taken.merge(digest, 1, Integer::sum);
        return new Lease() {
            private boolean closed;

            @Override
            public void close() {
                synchronized (Leases.this) {
                    if (!closed) {
                        closed = true;
                        taken.computeIfPresent(digest, (key, count) -> count == 1 ? null : count - 1);
                    }
                }
            }
        };
    }

    /** Keeps {@code digest} until then. Of very many the oldest are forgotten: a lease is a courtesy, a link is a promise. */
    public synchronized void extend(Digest digest, Instant until) {
        extended.remove(digest);
        extended.put(digest, until);
        if (extended.size() > MOST_EXTENDED) {
            extended.remove(extended.keySet().iterator().next());
        }
    }

    /** Whether {@code digest} is to be kept at this time. */
    public synchronized boolean keeps(Digest digest, Instant now) {
        Instant until = extended.get(digest);
        if (until != null && !now.isBefore(until)) {
            extended.remove(digest);
            until = null;
        }
        return until != null || taken.containsKey(digest);
    }
}
