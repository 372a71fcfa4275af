package dev.sallyport.agent.vendor;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Printable;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;

/**
 * The public key with which an image's vendor signs: ECDSA on P-256 or P-384, RSA of 2048 bits or more, or Ed25519. Safe for use
 * by many threads.
 */
public final class VendorKey {
    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 16384;
    // Orders of the base points, FIPS 186-4, D.1.2.3 and D.1.2.4: tell the curves from others of the same size.
    private static final String P256_ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    private static final String P384_ORDER =
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973";
    private static final String PSS = "RSASSA-PSS";

    private final String file;
    private final PublicKey key;
    private final List<String> algorithms;
    private final boolean forAnyRepository;

    private VendorKey(String file, PublicKey key, List<String> algorithms, boolean forAnyRepository) {
        this.file = file;
        this.key = key;
        this.algorithms = algorithms;
        this.forAnyRepository = forAnyRepository;
    }

    /**
     * Reads a public key as {@code cosign generate-key-pair} and {@code openssl pkey -pubout} write it.
     *
     * @param file where it was read from, for messages
     * @param pem the file's bytes
     */
    public static VendorKey fromPem(String file, byte[] pem) throws MalformedVendorKeyException {
        String name = Printable.shorten(requireNonNull(file, "file is null"));
        byte[] info = KeyPem.decode(name, pem);
        for (String factory : List.of("EC", "RSA", "Ed25519")) {
            try {
                PublicKey key = KeyFactory.getInstance(factory).generatePublic(new X509EncodedKeySpec(info));
                VendorKey read = new VendorKey(name, key, algorithms(name, key), false);
                // Refuses a point that is not on its curve here, not when a signature comes.
                for (String algorithm : read.algorithms) {
                    verifier(algorithm).initVerify(key);
                }
                return read;
            } catch (InvalidKeySpecException | InvalidKeyException e) {
                // Not a key of this kind; the next may know it.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("This Java runtime knows no " + factory + " keys", e);
            }
        }
        throw unsupported(name, "it is no ECDSA, RSA or Ed25519 key");
    }

    // cosign hashes with SHA-256 whatever the curve; later clients of sigstore take the curve's own.
    private static List<String> algorithms(String file, PublicKey key) throws MalformedVendorKeyException {
        if (key instanceof EdECPublicKey edwards
                && edwards.getParams().getName().equals("Ed25519")) {
            return List.of("Ed25519");
        }
        if (key instanceof ECPublicKey curve) {
            String order = curve.getParams().getOrder().toString(16);
            if (order.equals(P256_ORDER)) {
                return List.of("SHA256withECDSA");
            }
            if (order.equals(P384_ORDER)) {
                return List.of("SHA384withECDSA", "SHA256withECDSA");
            }
            throw unsupported(file, "its curve is neither P-256 nor P-384");
        }
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS) {
                return List.of("SHA256withRSA", PSS);
            }
            throw unsupported(file, "it is an RSA key of " + bits + " bits");
        }
        throw unsupported(file, "it is no ECDSA, RSA or Ed25519 key");
    }

    private static MalformedVendorKeyException unsupported(String file, String why) {
        return new MalformedVendorKeyException(
                file, why, "Ask the vendor for a key on P-256 or P-384, an RSA key of 2048 bits or more, or Ed25519.");
    }

    /**
     * This key, for signatures that name another repository too. A vendor's key mostly signs many images: without the repository
     * in its signature, one of them passes for another.
     */
    public VendorKey forAnyRepository() {
        return new VendorKey(file, key, algorithms, true);
    }

    boolean isForAnyRepository() {
        return forAnyRepository;
    }

    /** The file it was read from, safe to print. */
    public String file() {
        return file;
    }

    /** SHA-256 of the key's SubjectPublicKeyInfo. */
    public Digest id() {
        return Digest.sha256(key.getEncoded());
    }

    /** Whether {@code signature} is this key's over {@code message}. */
    boolean verifies(byte[] message, byte[] signature) {
        for (String algorithm : algorithms) {
            try {
                Signature verifier = verifier(algorithm);
                verifier.initVerify(key);
                verifier.update(message);
                if (verifier.verify(signature)) {
                    return true;
                }
            } catch (SignatureException e) {
                // Not even the form of such a signature.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("This Java runtime cannot verify " + algorithm, e);
            }
        }
        return false;
    }

    private static Signature verifier(String algorithm) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance(algorithm);
        if (algorithm.equals(PSS)) {
            verifier.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
        return verifier;
    }

    @Override
    public String toString() {
        return file;
    }
}
