package dev.sallyport.signature;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;

/** A public key that checks signatures: Ed25519 or ECDSA on P-256. Two are equal if their ids are. */
public final class VerificationKey {
    private static final String LABEL = "PUBLIC KEY";

    private final PublicKey key;
    private final KeyAlgorithm algorithm;
    private final KeyId id;

    private VerificationKey(PublicKey key, KeyAlgorithm algorithm) {
        this.key = key;
        this.algorithm = algorithm;
        this.id = new KeyId(Digest.sha256(key.getEncoded()));
    }

    /** Reads a public key as {@code openssl pkey -pubout} writes it. */
    public static VerificationKey fromPem(byte[] pem) throws MalformedKeyException {
        return fromSubjectPublicKeyInfo(Pem.decode(LABEL, pem));
    }

    static VerificationKey fromSubjectPublicKeyInfo(byte[] der) throws MalformedKeyException {
        for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
            try {
                PublicKey key =
                        KeyFactory.getInstance(algorithm.keyFactory()).generatePublic(new X509EncodedKeySpec(der));
                if (KeyAlgorithm.of(key).filter(algorithm::equals).isPresent()) {
                    // Refuses a point that is not on the curve here, not when the first bundle comes.
                    Signature.getInstance(algorithm.signature()).initVerify(key);
                    return new VerificationKey(key, algorithm);
                }
            } catch (GeneralSecurityException e) {
                // Not a key of this algorithm; the next may know it.
            }
        }
        throw new MalformedKeyException(
                "it is no Ed25519 or ECDSA P-256 key", "Make a key: sync-agent keys generate --out KEY.pem");
    }

    static VerificationKey of(PublicKey key) throws MalformedKeyException {
        return fromSubjectPublicKeyInfo(requireNonNull(key.getEncoded(), "key has no encoding"));
    }

    /** The key's name. */
    public KeyId id() {
        return id;
    }

    /** The key in PEM, as {@link #fromPem} reads it. */
    public String toPem() {
        return Pem.encode(LABEL, key.getEncoded());
    }

    /** {@code ed25519} or {@code ecdsa-p256}. */
    public String algorithmName() {
        return switch (algorithm) {
            case ED25519 -> "ed25519";
            case ECDSA_P256 -> "ecdsa-p256";
        };
    }

    /** Whether {@code signature} is this key's over {@code message}. */
    public boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(algorithm.signature());
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime cannot verify " + algorithm.signature(), e);
        }
    }

    KeyAlgorithm algorithm() {
        return algorithm;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerificationKey key && key.id.equals(id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
