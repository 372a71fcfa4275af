package dev.sallyport.signature;

import java.util.List;

/**
 * Decides whether the signatures on an envelope are enough for a stream. Fails closed: no key, no trust.
 *
 * <p>Two steps, because the payload, which names the stream, is not looked at before a trusted key has signed it.
 */
public final class TrustPolicy {
    private final List<TrustedKey> keys;

    /** A policy of these keys; the same key may be there for several streams. */
    public TrustPolicy(List<TrustedKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Those trusted keys, not revoked, that signed the envelope, for whatever stream: at least one.
     *
     * @throws UntrustedSignatureException if there is none
     */
    public List<TrustedKey> requireSigner(Envelope envelope) throws UntrustedSignatureException {
        List<VerificationKey> signers =
                envelope.signers(keys.stream().map(TrustedKey::key).toList());
        List<TrustedKey> signed =
                keys.stream().filter(key -> signers.contains(key.key())).toList();
        List<TrustedKey> valid = signed.stream().filter(key -> !key.revoked()).toList();
        if (!valid.isEmpty()) {
            return valid;
        }
        if (!signed.isEmpty()) {
            throw UntrustedSignatureException.revoked(signed.get(0).key().id());
        }
        boolean known = keys.stream()
                .anyMatch(
                        key -> envelope.claimedKeyIds().contains(key.key().id().toString()));
        throw known
                ? UntrustedSignatureException.invalid(envelope.claimedKeyIds())
                : UntrustedSignatureException.unknown(envelope.claimedKeyIds());
    }

    /**
     * Those of {@code signers} that count for {@code stream}, as many as its threshold asks for or more.
     *
     * @param signers what {@link #requireSigner} gave
     * @throws UntrustedSignatureException if they are too few, or none may sign this stream
     */
    public List<TrustedKey> requireThreshold(List<TrustedKey> signers, String stream)
            throws UntrustedSignatureException {
        List<TrustedKey> counted =
                signers.stream().filter(key -> key.covers(stream)).toList();
        if (counted.isEmpty()) {
            throw UntrustedSignatureException.otherStream(signers.get(0), stream);
        }
        int threshold = keys.stream()
                .filter(key -> key.covers(stream) && !key.revoked())
                .mapToInt(TrustedKey::threshold)
                .max()
                .orElse(1);
        long distinct = counted.stream().map(key -> key.key().id()).distinct().count();
        if (distinct < threshold) {
            throw UntrustedSignatureException.tooFew(stream, distinct, threshold);
        }
        return counted;
    }
}
