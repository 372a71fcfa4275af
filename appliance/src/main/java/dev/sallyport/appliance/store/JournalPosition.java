package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;

/**
 * A place in a journal: after record {@code number}, whose chain digest is {@code chain}. The digest stands for every record
 * up to there.
 */
public record JournalPosition(long number, Digest chain) {
    /** Before the first record. */
    static final JournalPosition START =
            new JournalPosition(0, Digest.tryParse("sha256:" + "0".repeat(64)).orElseThrow());

    public JournalPosition {
        requireNonNull(chain, "chain is null");
        if (number < 0) {
            throw new IllegalArgumentException("number is negative");
        }
    }
}
