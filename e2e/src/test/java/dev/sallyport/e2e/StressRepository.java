package dev.sallyport.e2e;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * What a repository must have, may have and must not have, by all that was acknowledged. What nothing refers to may go when a
 * collection runs, but not before its time of grace is over. Of one thread.
 */
final class StressRepository {
    private final String name;
    private final LongSupplier clock;
    private final long grace;
    private final Map<String, Held> held = new TreeMap<>();
    private final Map<String, String> tags = new TreeMap<>();
    private final Set<String> gone = new TreeSet<>();
    private long begun;

    /**
     * A manifest or a blob.
     *
     * @param children what a manifest refers to
     * @param since when the last reference went, or a blob came; -1 while there is one, and for a manifest that was pushed
     */
    private record Held(boolean manifest, List<String> children, long since) {
        Held {
            children = List.copyOf(children);
        }
    }

    /**
     * @param clock nanoseconds
     * @param grace how long, in nanoseconds, what nothing refers to is kept at least
     */
    StressRepository(String name, LongSupplier clock, long grace) {
        this.name = name;
        this.clock = clock;
        this.grace = grace;
    }

    String name() {
        return name;
    }

    /** A change is about to be asked for: times of grace that it begins are counted from here. */
    void begin() {
        begun = clock.getAsLong();
    }

    /** A blob was pushed or mounted. */
    void blobAdded(String digest) {
        held.put(digest, new Held(false, List.of(), isReferenced(digest) ? -1 : begun));
    }

    /**
     * A manifest was put, with {@code tag} unless that is its digest. It keeps what was there for certain; what could be collected by
     * then may be gone, since a client's question keeps nothing across a restart and an incomplete image is taken with a warning.
     */
    void manifestPut(String digest, List<String> children, String tag) {
        held.put(digest, new Held(true, children, -1));
        for (String child : children) {
            Held before = held.get(child);
            if (before != null && mustHave(child)) {
                held.put(child, new Held(before.manifest(), before.children(), -1));
            }
        }
        if (!tag.equals(digest)) {
            tags.put(tag, digest);
        }
    }

    void tagDeleted(String tag) {
        tags.remove(tag);
    }

    /** A manifest was deleted, and its tags with it. */
    void manifestDeleted(String digest) {
        tags.values().removeIf(digest::equals);
        gone.add(digest);
        Held deleted = held.remove(digest);
        if (deleted != null) {
            deleted.children().forEach(this::release);
        }
    }

    void blobDeleted(String digest) {
        held.remove(digest);
        gone.add(digest);
    }

    private void release(String digest) {
        Held one = held.get(digest);
        // What was released before has its time already, and may be gone: a manifest that was put since does not bring
        // it back.
        if (one == null || one.since() >= 0 || isReferenced(digest) || (one.manifest() && tags.containsValue(digest))) {
            return;
        }
        held.put(digest, new Held(one.manifest(), one.children(), begun));
        one.children().forEach(this::release);
    }

    // By something that will not go by itself.
    private boolean isReferenced(String digest) {
        return held.values().stream()
                .anyMatch(parent -> parent.since() < 0 && parent.children().contains(digest));
    }

    /** Whether it was acknowledged and nothing can have taken it since. */
    boolean mustHave(String digest) {
        Held one = held.get(digest);
        return one != null && (one.since() < 0 || clock.getAsLong() - one.since() < grace);
    }

    /** Whether it may be there: it was acknowledged and not deleted. */
    boolean mayHave(String digest) {
        return held.containsKey(digest);
    }

    boolean isManifest(String digest) {
        Held one = held.get(digest);
        return one != null && one.manifest();
    }

    /** Everything that must be there; a copy. */
    List<String> needed() {
        return held.keySet().stream().filter(this::mustHave).toList();
    }

    /** What was deleted and not pushed again. */
    List<String> deleted() {
        return gone.stream().filter(digest -> !held.containsKey(digest)).toList();
    }

    /** The tags and what they name; a copy. */
    Map<String, String> tags() {
        return new TreeMap<>(tags);
    }

    /** Manifests that must be there; a copy. */
    List<String> manifests() {
        return held.entrySet().stream()
                .filter(entry -> entry.getValue().manifest() && mustHave(entry.getKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Manifests that must be there and that no other refers to; a copy. */
    List<String> roots() {
        return manifests().stream()
                .filter(digest -> held.get(digest).since() < 0 && !isReferenced(digest))
                .toList();
    }

    /** What a manifest refers to. */
    List<String> children(String digest) {
        Held one = held.get(digest);
        return one == null ? List.of() : one.children();
    }

    /** What a manifest refers to, at any depth. */
    Set<String> closure(String digest) {
        Set<String> closure = new HashSet<>();
        List<String> waiting = new ArrayList<>(List.of(digest));
        while (!waiting.isEmpty()) {
            String next = waiting.remove(waiting.size() - 1);
            Held one = held.get(next);
            if (closure.add(next) && one != null) {
                waiting.addAll(one.children());
            }
        }
        closure.remove(digest);
        return closure;
    }

    /** Blobs that are there and that nothing refers to; a copy. */
    List<String> looseBlobs() {
        return held.entrySet().stream()
                .filter(entry ->
                        !entry.getValue().manifest() && entry.getValue().since() >= 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}
