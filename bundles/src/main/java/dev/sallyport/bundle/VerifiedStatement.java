package dev.sallyport.bundle;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.signature.Envelope;
import dev.sallyport.signature.TrustPolicy;
import dev.sallyport.signature.TrustedKey;
import dev.sallyport.signature.UntrustedSignatureException;
import java.util.List;

/**
 * A statement that enough trusted keys signed.
 *
 * @param digest its identity
 * @param signers the keys that count for its stream
 */
public record VerifiedStatement(Statement statement, Digest digest, List<TrustedKey> signers) {
    public VerifiedStatement {
        requireNonNull(statement, "statement is null");
        requireNonNull(digest, "digest is null");
        signers = List.copyOf(signers);
    }

    /**
     * Verifies an encoded envelope and reads its statement. Nothing of the payload is looked at before a trusted key's
     * signature over it is verified.
     */
    public static VerifiedStatement verify(byte[] encodedEnvelope, TrustPolicy policy)
            throws MalformedJsonException, UntrustedSignatureException, UnknownFeatureException {
        Envelope envelope = Envelope.parse(encodedEnvelope);
        if (!envelope.payloadType().equals(Statement.PAYLOAD_TYPE)) {
            throw new MalformedJsonException(
                    "the signed envelope", "its payload type is not " + Statement.PAYLOAD_TYPE);
        }
        List<TrustedKey> signers = policy.requireSigner(envelope);
        byte[] payload = envelope.payload();
        Statement statement = Statement.parse(payload);
        return new VerifiedStatement(
                statement,
                Digest.sha256(payload),
                policy.requireThreshold(signers, statement.stream().value()));
    }
}
