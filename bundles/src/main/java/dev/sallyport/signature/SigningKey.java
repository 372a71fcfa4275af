package dev.sallyport.signature;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A private key that signs, with the public key that checks it. */
public final class SigningKey {
    private static final String LABEL = "PRIVATE KEY";

    private final PrivateKey key;
    private final VerificationKey verificationKey;

    private SigningKey(PrivateKey key, VerificationKey verificationKey) {
        this.key = key;
        this.verificationKey = verificationKey;
    }

    /** A new Ed25519 key. */
    public static SigningKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SigningKey(pair.getPrivate(), VerificationKey.of(pair.getPublic()));
        } catch (GeneralSecurityException | MalformedKeyException e) {
            throw new IllegalStateException("This Java runtime cannot make Ed25519 keys", e);
        }
    }

    /**
     * Reads a private key in PKCS #8, as {@code openssl genpkey} writes it.
     *
     * @param publicPem the public key in PEM; needed for ECDSA, where the private key does not say it
     */
    public static SigningKey fromPem(byte[] pem, byte @Nullable [] publicPem) throws MalformedKeyException {
        PrivateKey key = privateKey(Pem.decode(LABEL, pem));
        VerificationKey verificationKey;
        if (publicPem != null) {
            verificationKey = VerificationKey.fromPem(publicPem);
        } else if (key instanceof EdECPrivateKey edwards) {
            verificationKey = derive(edwards);
        } else {
            throw new MalformedKeyException(
                    "its public key is missing",
                    "Write it beside the key: openssl pkey -in KEY.pem -pubout -out KEY.pub");
        }
        SigningKey signingKey = new SigningKey(key, verificationKey);
        signingKey.check();
        return signingKey;
    }

    private static PrivateKey privateKey(byte[] der) throws MalformedKeyException {
        for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
            try {
                PrivateKey key =
                        KeyFactory.getInstance(algorithm.keyFactory()).generatePrivate(new PKCS8EncodedKeySpec(der));
                if (KeyAlgorithm.of(key).filter(algorithm::equals).isPresent()) {
                    return key;
                }
            } catch (GeneralSecurityException e) {
                // Not a key of this algorithm; the next may know it.
            }
        }
        throw new MalformedKeyException(
                "it is no Ed25519 or ECDSA P-256 private key", "Make a key: sync-agent keys generate --out KEY.pem");
    }

    // Java keeps an Ed25519 private key as its seed and cannot turn it into the public key; its generator can, if the
    // seed is
    // the randomness that it draws. check() proves that the two belong together.
    private static VerificationKey derive(EdECPrivateKey key) throws MalformedKeyException {
        byte[] seed = key.getBytes()
                .orElseThrow(() -> new MalformedKeyException(
                        "its seed cannot be read", "Make a key: sync-agent keys generate --out KEY.pem"));
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
            return VerificationKey.of(generator.generateKeyPair().getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime cannot make Ed25519 keys", e);
        }
    }

    private void check() throws MalformedKeyException {
        byte[] probe = "sallyport key check".getBytes(StandardCharsets.UTF_8);
        boolean belongs;
        try {
            belongs = verificationKey.verifies(probe, sign(probe));
        } catch (IllegalStateException e) {
            belongs = false;
        }
        if (!belongs) {
            throw new MalformedKeyException(
                    "the public key beside it is not its own",
                    "Write it again: openssl pkey -in KEY.pem -pubout -out KEY.pub");
        }
    }

    /** The public key. */
    public VerificationKey verificationKey() {
        return verificationKey;
    }

    /** The signature over {@code message}; for Ed25519 the same message gives the same signature. */
    public byte[] sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance(verificationKey.algorithm().signature());
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot sign with key " + verificationKey.id(), e);
        }
    }

    /** The private key in PKCS #8 PEM: a secret. */
    public String toPem() {
        return Pem.encode(LABEL, key.getEncoded());
    }

    /** Gives out one fixed value, once. */
    private static final class FixedRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final BigInteger value;
        private final int length;

        FixedRandom(byte[] value) {
            this.value = new BigInteger(1, value);
            this.length = value.length;
        }

        @Override
        public void nextBytes(byte[] target) {
            if (target.length != length) {
                throw new IllegalStateException("Asked for " + target.length + " bytes where " + length + " are fixed");
            }
            byte[] bytes = value.toByteArray();
            Arrays.fill(target, (byte) 0);
            int count = Math.min(bytes.length, length);
            System.arraycopy(bytes, bytes.length - count, target, length - count, count);
        }
    }
}
