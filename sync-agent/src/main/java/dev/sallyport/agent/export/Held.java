package dev.sallyport.agent.export;

import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Prerequisite;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the far side is taken to hold.
 *
 * @param base the statement that says so; null if nothing is
 * @param sizes the blobs, in bytes
 */
record Held(@Nullable Position base, Map<Digest, Long> sizes) {
    static final Held NOTHING = new Held(null, Map.of());

    Held {
        sizes = Map.copyOf(sizes);
    }

    /** What a bundle takes to be held. */
    static Held by(IssuedBundle bundle) throws SallyportException {
        Map<Digest, Long> sizes = new HashMap<>();
        for (Prerequisite held : bundle.documents().prerequisiteList()) {
            sizes.put(held.digest(), held.size());
        }
        return new Held(bundle.statement().base(), sizes);
    }

    /**
     * What every statement from {@code base} to the newest needs. The far side may have published any of them, skipped others, and
     * dropped what its newest does not need: this it has in every case.
     *
     * @throws NoSuchSequenceException if it is not known of each of them what it had
     */
    static Held since(History history, StreamName stream, long base, IssuedBundle newest)
            throws IOException, SallyportException {
        IssuedBundle from = history.get(base);
        Map<Digest, Long> common = new HashMap<>(complete(from, stream, base).closure());
        Set<Long> known = Set.copyOf(history.sequences());
        for (long sequence = base + 1; sequence <= newest.statement().sequence(); sequence++) {
            if (!known.contains(sequence)) {
                throw NoSuchSequenceException.unknownBetween(stream, base, sequence);
            }
            IssuedBundle bundle = sequence == newest.statement().sequence() ? newest : history.get(sequence);
            common.keySet().retainAll(complete(bundle, stream, base).closure().keySet());
        }
        return new Held(from.position(), common);
    }

    private static IssuedBundle complete(IssuedBundle bundle, StreamName stream, long base)
            throws NoSuchSequenceException {
        if (!bundle.isComplete()) {
            throw NoSuchSequenceException.unknownBetween(
                    stream, base, bundle.statement().sequence());
        }
        return bundle;
    }

    boolean has(Digest digest) {
        return sizes.containsKey(digest);
    }
}
