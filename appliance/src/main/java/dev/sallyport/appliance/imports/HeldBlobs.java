package dev.sallyport.appliance.imports;

import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Knows which blobs are here for good: at their size, and not just being renamed to their place by another reader. */
final class HeldBlobs {
    private final DirectoryStore content;
    private final Map<Digest, Integer> committing = new ConcurrentHashMap<>();

    HeldBlobs(DirectoryStore content) {
        this.content = content;
    }

    /** Whether the blob is here whole and durable. */
    boolean holds(ListingEntry entry) throws IOException {
        return holds(entry.digest(), entry.size());
    }

    /** As {@link #holds(ListingEntry)}. */
    boolean holds(Digest digest, long size) throws IOException {
        // In this order: one that was found and is not being committed any more is durable.
        return content.holdsDurably(digest, size) && !committing.containsKey(digest);
    }

    void beginCommit(Digest digest) {
        committing.merge(digest, 1, Integer::sum);
    }

    void endCommit(Digest digest) {
        committing.computeIfPresent(digest, (key, count) -> count == 1 ? null : count - 1);
    }
}
