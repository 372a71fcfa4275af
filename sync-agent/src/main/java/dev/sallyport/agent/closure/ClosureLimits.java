package dev.sallyport.agent.closure;

import dev.sallyport.oci.Digest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * What all walks together may come to. The one that brings most of it is to blame and fails, until the others have room: images
 * of an ordinary size do not fail for the sake of one that has no end.
 */
final class ClosureLimits {
    private final List<RootWalk> walks;

    ClosureLimits(List<RootWalk> walks) {
        this.walks = walks;
    }

    void enforce() {
        while (walks.stream().mapToLong(RootWalk::visits).sum() > ClosureWalker.MOST_MANIFESTS_TOGETHER) {
            failLargest(RootWalk::visits, "manifests, with those of the other images", ClosureWalker.MOST_MANIFESTS);
        }
        // Images share layers: their sum says enough as long as it is small.
        while (walks.stream().mapToLong(walk -> walk.blobs().size()).sum() > ClosureWalker.MOST_BLOBS
                && distinctBlobs() > ClosureWalker.MOST_BLOBS) {
            failLargest(walk -> walk.blobs().size(), "blobs, with those of the other images", ClosureWalker.MOST_BLOBS);
        }
    }

    private int distinctBlobs() {
        Set<Digest> distinct = new HashSet<>();
        walks.forEach(walk -> distinct.addAll(walk.blobs().keySet()));
        return distinct.size();
    }

    private void failLargest(ToIntFunction<RootWalk> size, String what, long limit) {
        // Of equals the first by name, so that the same images always fail.
        RootWalk largest = walks.stream()
                .max(Comparator.comparingInt(size).thenComparing(walks::indexOf, Comparator.reverseOrder()))
                .orElseThrow();
        largest.fail(new ClosureTooLargeException(largest.asked().name(), what, limit));
    }
}
