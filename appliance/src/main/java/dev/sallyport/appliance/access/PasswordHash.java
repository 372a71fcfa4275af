package dev.sallyport.appliance.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id hashes of passwords, as text: {@code $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH}. Each takes 19 MiB and some tens of
 * milliseconds to compute.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9106">RFC 9106</a>
 */
public final class PasswordHash {
    private static final int MEMORY_KIB = 19 << 10;
    private static final int ITERATIONS = 2;
    private static final int LANES = 1;
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final Pattern GRAMMAR = Pattern.compile("\\$argon2id\\$v=19\\$m=" + MEMORY_KIB + ",t=" + ITERATIONS
            + ",p=" + LANES + "\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");
    /** Two take 38 MiB; more could take all there is. */
    private static final Semaphore SLOTS = new Semaphore(2, true);

    private static final SecureRandom RANDOM = new SecureRandom();

    private PasswordHash() {}

    /** The hash of {@code password}, another one each time. */
    public static String of(String password) {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + ITERATIONS + ",p=" + LANES + '$' + base64.encodeToString(salt)
                + '$' + base64.encodeToString(compute(password, salt));
    }

    /** Whether {@code hash} is that of {@code password}; {@code false} if it is no hash of ours. */
    static boolean matches(String hash, String password) {
        Matcher parts = GRAMMAR.matcher(hash);
        if (!parts.matches()) {
            return false;
        }
        byte[] salt = Base64.getDecoder().decode(parts.group(1));
        return MessageDigest.isEqual(Base64.getDecoder().decode(parts.group(2)), compute(password, salt));
    }

    private static byte[] compute(String password, byte[] salt) {
        SLOTS.acquireUninterruptibly();
        try {
            return generate(password, salt);
        } finally {
            SLOTS.release();
        }
    }

    private static byte[] generate(String password, byte[] salt) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(MEMORY_KIB)
                .withIterations(ITERATIONS)
                .withParallelism(LANES)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[HASH];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
