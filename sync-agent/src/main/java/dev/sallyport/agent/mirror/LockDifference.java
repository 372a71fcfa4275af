package dev.sallyport.agent.mirror;

import dev.sallyport.oci.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What differs between two locks of a stream. Sizes, platforms and reasons that change alone do not count.
 *
 * @param moved tags, charts and local inputs that stand for other content now
 * @param added what the new one has more
 * @param gone what the new one lacks
 */
public record LockDifference(List<Move> moved, List<LockedItem> added, List<LockedItem> gone) {
    private static final int DIGEST_SHOWN = 12;

    /** One thing at two times. */
    public record Move(LockedItem before, LockedItem after) {}

    public LockDifference {
        moved = List.copyOf(moved);
        added = List.copyOf(added);
        gone = List.copyOf(gone);
    }

    /** What happened from {@code before} to {@code after}. */
    public static LockDifference between(LockFile before, LockFile after) {
        Map<String, LockedItem> old = new LinkedHashMap<>();
        before.items().forEach(item -> old.put(item.identity(), item));
        List<Move> moved = new ArrayList<>();
        List<LockedItem> added = new ArrayList<>();
        for (LockedItem item : after.items()) {
            LockedItem earlier = old.remove(item.identity());
            if (earlier == null) {
                added.add(item);
            } else if (!earlier.digest().equals(item.digest())) {
                moved.add(new Move(earlier, item));
            }
        }
        return new LockDifference(moved, added, List.copyOf(old.values()));
    }

    /** Whether nothing differs. */
    public boolean isEmpty() {
        return moved.isEmpty() && added.isEmpty() && gone.isEmpty();
    }

    /** A line for each difference: moved, then new, then gone. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        moved.forEach(move -> lines.add("moved  " + move.after().label() + "  "
                + shortened(move.before().digest()) + " -> "
                + shortened(move.after().digest())));
        added.forEach(item -> lines.add("new    " + item.label() + "  " + shortened(item.digest())));
        gone.forEach(item -> lines.add("gone   " + item.label() + "  " + shortened(item.digest())));
        return lines;
    }

    private static String shortened(Digest digest) {
        return digest.algorithm().prefix() + ":" + digest.hex().substring(0, DIGEST_SHOWN);
    }
}
