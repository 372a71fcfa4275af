package dev.sallyport.appliance.access;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Tokens that a user has in place of a password: {@code sally_} and 43 random characters. Only the digest is kept; with 256 random
 * bits a slow hash would add nothing.
 */
public final class PersonalToken {
    private static final String PREFIX = "sally_";
    private static final String SETUP = "setup_";
    private static final int BYTES = 32;
    private static final int LENGTH = PREFIX.length() + 43;
    private static final int ID = 12;

    private PersonalToken() {}

    /** A new one. */
    public static String make() {
        return PREFIX + random();
    }

    /** What the first user is added with; no user's. */
    public static String setup() {
        return SETUP + random();
    }

    private static String random() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Whether {@code text} looks like one. */
    static boolean isOne(String text) {
        return text.length() == LENGTH && text.startsWith(PREFIX);
    }

    /** What is kept of it. */
    public static Digest digest(String token) {
        MessageDigest computation = DigestAlgorithm.SHA256.newMessageDigest();
        computation.update(token.getBytes(StandardCharsets.UTF_8));
        return Digest.finish(DigestAlgorithm.SHA256, computation);
    }

    /** What it is called. */
    public static String id(Digest digest) {
        return digest.hex().substring(0, ID);
    }
}
