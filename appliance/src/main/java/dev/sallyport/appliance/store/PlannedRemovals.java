package dev.sallyport.appliance.store;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Digest;
import java.util.HashMap;
import java.util.Map;

/**
 * What a collection that only looks would have taken away so far; empty in one that does it, where the rows say so. Not
 * thread-safe.
 */
public final class PlannedRemovals {
    private final DigestHashes local = new DigestHashes();
    private final Map<StreamName, Long> retired = new HashMap<>();

    /** Retires, in thought, a stream's releases before {@code oldest}. */
    public void retire(StreamName stream, long oldest) {
        retired.put(stream, oldest);
    }

    void removeLocal(long repository, String kind, Digest digest) {
        local.add(digest, owner(repository, kind));
    }

    boolean isRemovedLocal(long repository, String kind, Digest digest) {
        return local.contains(digest, owner(repository, kind));
    }

    boolean isEmpty() {
        return local.size() == 0 && retired.isEmpty();
    }

    Map<StreamName, Long> retired() {
        return retired;
    }

    private static long owner(long repository, String kind) {
        return repository * 2 + (kind.equals(LinkWriter.MANIFEST) ? 1 : 0);
    }
}
