package dev.sallyport.signature;

import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.util.Optional;

/** The two kinds of key that sign bundles. */
enum KeyAlgorithm {
    ED25519("Ed25519", "Ed25519", 64),
    // The encoding of the signature is ASN.1, as openssl writes it.
    ECDSA_P256("EC", "SHA256withECDSA", 72);

    private static final int P256_BITS = 256;
    // The order of P-256's base point, FIPS 186-4, D.1.2.3: tells it from other curves of the same size.
    private static final String P256_ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

    private final String keyFactory;
    private final String signature;
    private final int signatureSize;

    KeyAlgorithm(String keyFactory, String signature, int signatureSize) {
        this.keyFactory = keyFactory;
        this.signature = signature;
        this.signatureSize = signatureSize;
    }

    String keyFactory() {
        return keyFactory;
    }

    String signature() {
        return signature;
    }

    /** The most bytes of a signature. */
    int signatureSize() {
        return signatureSize;
    }

    /** What kind of key this is, private or public; empty for any other. */
    static Optional<KeyAlgorithm> of(Key key) {
        if (key instanceof EdECKey edwards && edwards.getParams().getName().equals("Ed25519")) {
            return Optional.of(ED25519);
        }
        if (key instanceof ECKey curve
                && curve.getParams().getCurve().getField().getFieldSize() == P256_BITS
                && curve.getParams().getOrder().toString(16).equals(P256_ORDER)) {
            return Optional.of(ECDSA_P256);
        }
        return Optional.empty();
    }
}
