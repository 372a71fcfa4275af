package dev.sallyport.agent.closure;

import dev.sallyport.oci.Digest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * What a closure may come to at most.
 *
 * @param manifests visited for one root
 * @param manifestsTogether visited for all roots
 * @param blobs in the closure, manifests included
 */
record ClosureLimits(int manifests, int manifestsTogether, int blobs) {
    /** Far beyond what images are, and within what memory holds. */
    static final ClosureLimits DEFAULT = new ClosureLimits(50_000, 200_000, 500_000);

    /**
     * Holds all walks together against the limits. The one that brings most is to blame and fails, until the others have room:
     * images of an ordinary size do not fail for the sake of one that has no end.
     *
     * @param walks in the order of their roots' names
     */
    void enforce(List<RootWalk> walks) {
        while (walks.stream().mapToLong(RootWalk::visits).sum() > manifestsTogether) {
            failLargest(walks, RootWalk::visits, manifestsTogether, "manifests, with those of the other images");
        }
        // Images share layers: their sum says enough as long as it is small.
        while (walks.stream().mapToLong(walk -> walk.blobs().size()).sum() > blobs && distinctBlobs(walks) > blobs) {
            failLargest(walks, walk -> walk.blobs().size(), blobs, "blobs, with those of the other images");
        }
    }

    private static int distinctBlobs(List<RootWalk> walks) {
        Set<Digest> distinct = new HashSet<>();
        walks.forEach(walk -> distinct.addAll(walk.blobs().keySet()));
        return distinct.size();
    }

    private static void failLargest(List<RootWalk> walks, ToIntFunction<RootWalk> size, int limit, String what) {
        // Of equals always the same one.
        RootWalk largest = walks.stream()
                .max(Comparator.comparingInt(size)
                        .thenComparing(walk -> walk.asked().name()))
                .orElseThrow();
        largest.fail(new ClosureTooLargeException(largest.asked().upstreamName(), what, limit));
    }
}
