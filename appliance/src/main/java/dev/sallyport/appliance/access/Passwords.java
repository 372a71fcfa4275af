package dev.sallyport.appliance.access;

import dev.sallyport.appliance.store.UserEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Verifies passwords, at most two at once, because each takes much memory and time on purpose. What it found is remembered for
 * five minutes under a keyed hash that has the user's generation in it: a changed password, or a removed user, is another
 * one. Thread-safe.
 */
final class Passwords {
    static final int MOST_AT_ONCE = 2;
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST_REMEMBERED = 10_000;
    private static final String MAC = "HmacSHA256";

    /** What came of it. */
    enum Outcome {
        RIGHT,
        WRONG,
        /** Too many others are being verified. */
        BUSY
    }

    private record Finding(boolean right, Instant until) {}

    private final Clock clock;
    private final Verification verification;
    private final SecretKeySpec key;
    private final VerificationTurns turns = new VerificationTurns(MOST_AT_ONCE);
    private final Map<String, Finding> found = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Finding> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };
    /** So that a name nobody has takes as long as one that somebody has. */
    private volatile @Nullable String nobodys;

    /** Compares a hash with a password. */
    interface Verification {
        boolean matches(String hash, String password);
    }

    Passwords(Clock clock) {
        this(clock, PasswordHash::matches);
    }

    Passwords(Clock clock, Verification verification) {
        this.clock = clock;
        this.verification = verification;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, MAC);
    }

    /**
     * Whether {@code password} is that of {@code user}.
     *
     * @param name as it was given
     * @param user null if there is none of that name
     * @param group of the address that it comes from
     * @param patient whether to wait for others; if not, and something has to be computed, that is BUSY
     */
    Outcome verify(String name, @Nullable UserEntry user, String password, String group, boolean patient) {
        String remembered = key(name, user, password);
        Finding known = recall(remembered);
        if (known != null) {
            return known.right() ? Outcome.RIGHT : Outcome.WRONG;
        }
        if (!turns.enter(group, patient)) {
            return Outcome.BUSY;
        }
        try {
            known = recall(remembered);
            if (known == null) {
                known = new Finding(compute(user, password), clock.instant().plus(REMEMBERED));
                remember(remembered, known);
            }
            return known.right() ? Outcome.RIGHT : Outcome.WRONG;
        } finally {
            turns.leave(group);
        }
    }

    /** Whether this was found right not long ago; computes nothing. */
    boolean isKnownRight(String name, @Nullable UserEntry user, String password) {
        Finding known = recall(key(name, user, password));
        return known != null && known.right();
    }

    private boolean compute(@Nullable UserEntry user, String password) {
        String hash = user == null ? null : user.password();
        if (hash != null) {
            return verification.matches(hash, password);
        }
        String other = nobodys;
        if (other == null) {
            other = PasswordHash.of("nobody's");
            nobodys = other;
        }
        boolean ignored = verification.matches(other, password);
        return false;
    }

    private @Nullable Finding recall(String remembered) {
        synchronized (found) {
            Finding known = found.get(remembered);
            return known == null || !clock.instant().isBefore(known.until()) ? null : known;
        }
    }

    private void remember(String remembered, Finding finding) {
        synchronized (found) {
            found.remove(remembered); // to the young end
            found.put(remembered, finding);
        }
    }

    /** The same for the same credentials of the same user alone; says nothing of them. */
    String key(String name, @Nullable UserEntry user, String password) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            for (String part : List.of(name, Long.toString(user == null ? 0 : user.generation()), password)) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                mac.update(bytes);
            }
            return Base64.getEncoder().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + MAC, e);
        }
    }
}
