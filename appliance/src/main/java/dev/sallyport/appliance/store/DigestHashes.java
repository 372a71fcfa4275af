package dev.sallyport.appliance.store;

import dev.sallyport.oci.Digest;
import java.util.Arrays;

/**
 * Very many digests in eight bytes each. It may, once in some 10^13 questions, say that it has a digest that was never put in; so
 * only for what stays correct then. Not thread-safe.
 */
public final class DigestHashes {
    private static final long EMPTY = 0;

    private long[] table = new long[64];
    private int size;

    /** Puts a digest in, under a number that keeps equal digests of different owners apart. */
    public void add(Digest digest, long owner) {
        if (size >= table.length / 2) {
            grow();
        }
        if (insert(table, hash(digest, owner))) {
            size++;
        }
    }

    /** Whether it was put in under this number. */
    public boolean contains(Digest digest, long owner) {
        long hash = hash(digest, owner);
        int at = slot(table, hash);
        while (table[at] != EMPTY) {
            if (table[at] == hash) {
                return true;
            }
            at = (at + 1) & (table.length - 1);
        }
        return false;
    }

    /** How many were put in. */
    public int size() {
        return size;
    }

    private void grow() {
        long[] larger = new long[table.length * 2];
        Arrays.stream(table).filter(hash -> hash != EMPTY).forEach(hash -> insert(larger, hash));
        table = larger;
    }

    private static boolean insert(long[] table, long hash) {
        int at = slot(table, hash);
        while (table[at] != EMPTY) {
            if (table[at] == hash) {
                return false;
            }
            at = (at + 1) & (table.length - 1);
        }
        table[at] = hash;
        return true;
    }

    private static int slot(long[] table, long hash) {
        return (int) (hash >>> 20) & (table.length - 1);
    }

    static long hash(Digest digest, long owner) {
        // A digest's digits are as random as any hash; the multiplication spreads small owner numbers over all bits.
        long hash = Long.parseUnsignedLong(digest.hex(), 0, 16, 16) ^ (owner * 0x9E3779B97F4A7C15L);
        return hash == EMPTY ? 1 : hash;
    }
}
