package dev.sallyport.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest algorithms that the OCI image specification registers. */
public enum DigestAlgorithm {
    SHA256("sha256", "SHA-256", 64),
    SHA512("sha512", "SHA-512", 128);

    private final String prefix;
    private final String javaName;
    private final int hexLength;

    DigestAlgorithm(String prefix, String javaName, int hexLength) {
        this.prefix = prefix;
        this.javaName = javaName;
        this.hexLength = hexLength;
    }

    /** The part before the colon, such as {@code sha256}. */
    public String prefix() {
        return prefix;
    }

    /** How many hexadecimal digits a digest of this algorithm has. */
    public int hexLength() {
        return hexLength;
    }

    /** A fresh computation of this algorithm. */
    public MessageDigest newMessageDigest() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime has no " + javaName, e);
        }
    }
}
