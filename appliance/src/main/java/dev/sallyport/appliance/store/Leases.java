package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import java.io.Closeable;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What must not be collected although nothing refers to it yet. A lease keeps content, whoever is to give it out, from its arrival
 * to its link. A promise keeps a repository's link from the moment at which a client was told that its content is here to the manifest
 * that names it, for {@link #PROMISE} at most. Thread-safe; gone with the process, so nothing is collected right after a start.
 *
 * <p>Of more than {@value #MOST_PROMISED} promises the oldest is forgotten; what it kept then has the collection's grace alone.
 */
public final class Leases {
    /** How long a push may take from a blob to the manifest that names it. */
    public static final Duration PROMISE = Duration.ofDays(1);

    private static final int MOST_PROMISED = 200_000;

    private final Clock clock;
    private final Map<Digest, Integer> taken = new HashMap<>();
    // By DigestHashes, of the digest and its repository: a hash instead of some 200 bytes. The oldest first. Two that
    // have the same
    // hash keep each other, or end each other.
    private final Map<Long, Promise> promised = new LinkedHashMap<>();
    // What a collection is taking away at this moment, by the same hashes.
    private final Set<Long> going = new HashSet<>();

    /** @param count how many clients were told, and have not put their manifest yet */
    private record Promise(long untilSecond, int count) {}

    /** Ends with {@link #close}. */
    public interface Lease extends Closeable {
        @Override
        void close();
    }

    Leases(Clock clock) {
        this.clock = requireNonNull(clock, "clock is null");
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

    /**
     * Promises a client that this repository will have {@code digest} when its manifest comes, if it has it by now: waits until a
     * collection that is taking it away at this moment is through, so ask for it afterwards.
     */
    public synchronized void promise(RepositoryName repository, Digest digest) {
        awaitGone(key(repository, digest));
        long now = clock.instant().getEpochSecond();
        Iterator<Promise> oldest = promised.values().iterator();
        while (oldest.hasNext() && oldest.next().untilSecond() <= now) {
            oldest.remove();
        }
        long key = key(repository, digest);
        Promise before = promised.remove(key);
        promised.put(key, new Promise(now + PROMISE.toSeconds(), before == null ? 1 : before.count() + 1));
        if (promised.size() > MOST_PROMISED) {
            promised.remove(promised.keySet().iterator().next());
        }
    }

    private void awaitGone(Long key) {
        boolean interrupted = false;
        while (going.contains(key)) {
            try {
                wait();
            } catch (InterruptedException e) {
                // It is a matter of one change.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Lets links of a repository go, until they are gone and {@link #gone} is called. One collection at a time.
     *
     * @param kept says of what it must stay
     * @return whether they may; nothing goes if one of them is to be kept
     */
    synchronized boolean go(RepositoryName repository, Collection<Digest> digests, Predicate<Digest> kept) {
        if (digests.stream().anyMatch(kept)) {
            return false;
        }
        digests.forEach(digest -> going.add(key(repository, digest)));
        return true;
    }

    /** What was let go is gone, or stays: whoever looks for it now sees which. */
    synchronized void gone() {
        going.clear();
        notifyAll();
    }

    /** The manifest of one of the clients that rely on this has come, or nobody does any more; unknown is fine. */
    public synchronized void end(RepositoryName repository, Digest digest) {
        promised.computeIfPresent(
                key(repository, digest),
                (key, promise) ->
                        promise.count() == 1 ? null : new Promise(promise.untilSecond(), promise.count() - 1));
    }

    /** Whether the content of {@code digest} is to be kept although nothing links it. */
    public synchronized boolean keeps(Digest digest) {
        return taken.containsKey(digest);
    }

    /** Whether the link of {@code digest} in this repository is to be kept although nothing refers to it. */
    public synchronized boolean keeps(RepositoryName repository, Digest digest) {
        Promise promise = promised.get(key(repository, digest));
        return taken.containsKey(digest)
                || (promise != null && clock.instant().getEpochSecond() < promise.untilSecond());
    }

    private static long key(RepositoryName repository, Digest digest) {
        return DigestHashes.hash(digest, repository.value().hashCode());
    }
}
