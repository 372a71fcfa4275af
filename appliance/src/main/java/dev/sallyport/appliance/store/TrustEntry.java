package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.signature.RepositoryPattern;
import dev.sallyport.signature.TrustedKey;
import dev.sallyport.signature.VerificationKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key and the stream for which it was trusted.
 *
 * @param publisher who holds the key
 * @param repositories which repositories it may publish into; null for every one that starts with a host
 * @param aliases which aliases its releases may make; null for none
 * @param threshold how many keys must sign the stream
 * @param added when it was trusted last
 * @param revoked since when its signatures do not count; null if they do
 */
public record TrustEntry(
        VerificationKey key,
        String publisher,
        StreamName stream,
        @Nullable RepositoryPattern repositories,
        @Nullable RepositoryPattern aliases,
        int threshold,
        Instant added,
        @Nullable Instant revoked) {
    public TrustEntry {
        requireNonNull(key, "key is null");
        requireNonNull(publisher, "publisher is null");
        requireNonNull(stream, "stream is null");
        requireNonNull(added, "added is null");
    }

    TrustedKey toTrustedKey() {
        return new TrustedKey(key, publisher, stream.value(), repositories, threshold, revoked != null);
    }
}
