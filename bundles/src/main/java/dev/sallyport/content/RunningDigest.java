package dev.sallyport.content;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import java.security.MessageDigest;

/**
 * The digest of the first bytes of a blob that is being written. Kept between two uploads of one {@link UploadId}, it spares the
 * second one from reading again what the first one wrote. Used by one upload at a time.
 */
public final class RunningDigest {
    private final DigestAlgorithm algorithm;
    private MessageDigest computation;
    private long count;

    /** Of no bytes yet. */
    public RunningDigest(DigestAlgorithm algorithm) {
        this.algorithm = requireNonNull(algorithm, "algorithm is null");
        this.computation = algorithm.newMessageDigest();
    }

    /** What computes it. */
    public DigestAlgorithm algorithm() {
        return algorithm;
    }

    /** Of how many bytes it is. */
    long count() {
        return count;
    }

    void update(byte[] bytes, int offset, int length) {
        computation.update(bytes, offset, length);
        count += length;
    }

    void reset() {
        computation = algorithm.newMessageDigest();
        count = 0;
    }

    /** The digest; of no bytes again from then on. */
    Digest finish() {
        Digest digest = Digest.finish(algorithm, computation);
        reset();
        return digest;
    }
}
