package dev.sallyport.appliance.imports;

import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.content.ContentStore;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Knows which blobs are here for good: at their size, and not just being renamed to their place by another reader. */
final class HeldBlobs {
    private final ContentStore content;
    private final Map<Digest, Integer> committing = new ConcurrentHashMap<>();

    HeldBlobs(ContentStore content) {
        this.content = content;
    }

    /** Whether the blob is here whole and durable. */
    boolean holds(ListingEntry entry) throws IOException {
        Optional<StoredBlob> found = content.open(entry.digest());
        if (found.isEmpty()) {
            return false;
        }
        try (StoredBlob blob = found.get()) {
            // In this order: one that was found and is not being committed any more is durable.
            return blob.size() == entry.size() && !committing.containsKey(entry.digest());
        }
    }

    void beginCommit(Digest digest) {
        committing.merge(digest, 1, Integer::sum);
    }

    void endCommit(Digest digest) {
        committing.computeIfPresent(digest, (key, count) -> count == 1 ? null : count - 1);
    }
}
