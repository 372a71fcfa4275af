package dev.sallyport.signature;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A key and what it may sign.
 *
 * @param publisher who holds the key
 * @param stream the stream that it may sign; null for any
 * @param repositories which repositories it may publish into: a pattern; null for every one that starts with a host
 * @param threshold how many distinct keys must sign this stream's bundles; the highest among the stream's keys counts
 * @param revoked whether its signatures have stopped to count
 */
public record TrustedKey(
        VerificationKey key,
        String publisher,
        @Nullable String stream,
        @Nullable RepositoryPattern repositories,
        int threshold,
        boolean revoked) {
    public TrustedKey {
        requireNonNull(key, "key is null");
        requireNonNull(publisher, "publisher is null");
        if (threshold < 1 || threshold > 16) {
            throw new IllegalArgumentException("threshold is not 1 to 16: " + threshold);
        }
    }

    /** A key that may sign every stream, alone. */
    public static TrustedKey forAnyStream(VerificationKey key) {
        return new TrustedKey(key, "any", null, null, 1, false);
    }

    boolean covers(String name) {
        return stream == null || stream.equals(name);
    }
}
