package dev.sallyport.testkit;

import java.util.Arrays;

/**
 * What a file system may have kept of the things that nobody synced, when a machine stops. Synced content and names in synced
 * directories are always kept; whoever trusts anything else fails under one of these.
 */
public enum PowerCut {
    /** Everything: the process was killed, the machine went on. */
    NOTHING_LOST(true) {
        @Override
        byte[] content(byte[] durable, byte[] latest) {
            return latest;
        }
    },
    /** Nothing: neither names nor content. */
    UNSYNCED_LOST(false) {
        @Override
        byte[] content(byte[] durable, byte[] latest) {
            return durable;
        }
    },
    /** The content, but under the names of the last directory sync. */
    NAMES_LOST(false) {
        @Override
        byte[] content(byte[] durable, byte[] latest) {
            return latest;
        }
    },
    /** The names, but no content: a file renamed before it was synced is there and empty. */
    CONTENT_LOST(true) {
        @Override
        byte[] content(byte[] durable, byte[] latest) {
            return durable;
        }
    },
    /** The names and the sizes; content that was not synced is zeros. */
    CONTENT_ZEROED(true) {
        @Override
        byte[] content(byte[] durable, byte[] latest) {
            return Arrays.copyOf(durable, latest.length);
        }
    },
    /** The names, and the first half of what was appended. */
    CONTENT_TORN(true) {
        @Override
        byte[] content(byte[] durable, byte[] latest) {
            int kept = durable.length + Math.max(0, latest.length - durable.length) / 2;
            return Arrays.copyOf(latest, Math.min(kept, latest.length));
        }
    };

    private final boolean namesKept;

    PowerCut(boolean namesKept) {
        this.namesKept = namesKept;
    }

    boolean namesKept() {
        return namesKept;
    }

    /** What a file holds afterwards; {@code durable} is its content when it was last synced. */
    abstract byte[] content(byte[] durable, byte[] latest);
}
