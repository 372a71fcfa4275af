package dev.sallyport.appliance.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.appliance.store.UserName;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that say who somebody is, signed with a key that only this appliance has. They are JSON web tokens of one kind: the header
 * is compared with the one that is written, never read, so a token cannot say how it wants to be verified. Immutable.
 *
 * <p>A token does not say what its holder may: that is asked for with each request.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519">RFC 7519</a>
 */
final class BearerTokens {
    static final Duration ACCESS = Duration.ofMinutes(5);
    static final Duration REFRESH = Duration.ofDays(30);

    private static final int LONGEST = 1024;
    private static final int KEY_BYTES = 32;
    private static final String MAC = "HmacSHA256";
    private static final String HEADER = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(US_ASCII));

    private final SecretKeySpec key;
    private final String audience;
    private final Clock clock;

    /** What a token is for. */
    enum Use {
        ACCESS,
        /** Is exchanged for others, in place of a password. */
        REFRESH
    }

    /**
     * Whom a token names.
     *
     * @param user null for nobody
     * @param generation the user's, when it was issued
     * @param token the id of the token that it was issued for; null if that was a password
     */
    record Holder(
            @Nullable UserName user,
            long generation,
            @Nullable String token) {
        static final Holder NOBODY = new Holder(null, 0, null);
    }

    private BearerTokens(byte[] key, Clock clock) {
        this.key = new SecretKeySpec(key, MAC);
        this.clock = clock;
        this.audience = HexFormat.of().formatHex(Arrays.copyOf(mac("audience"), 8));
    }

    /** With the key in {@code file}, or with a new one that is written there, readable by its owner alone. */
    static BearerTokens open(Path file, Clock clock) throws IOException {
        if (Files.exists(file)) {
            return new BearerTokens(read(file), clock);
        }
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        AdminToken.writePrivately(file, encode(key) + "\n");
        return new BearerTokens(key, clock);
    }

    private static byte[] read(Path file) throws IOException {
        try {
            byte[] key = Files.size(file) > LONGEST
                    ? new byte[0]
                    : Base64.getUrlDecoder()
                            .decode(Files.readString(file, US_ASCII).strip());
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new IOException("This is no key for tokens: " + file
                + "; delete it to get a new one, and everybody has to log in again");
    }

    /** A token that names {@code holder}. */
    String issue(Use use, Holder holder) {
        UserName user = holder.user();
        String payload = encode(new JsonWriter()
                .put("aud", audience)
                .put("use", use.name())
                .put("exp", clock.instant().plus(lifetime(use)).getEpochSecond())
                .putIfPresent("sub", user == null ? null : user.value())
                .put("gen", holder.generation())
                .putIfPresent("tok", holder.token())
                .toBytes());
        String signed = HEADER + '.' + payload;
        return signed + '.' + encode(mac(signed));
    }

    static Duration lifetime(Use use) {
        return use == Use.ACCESS ? ACCESS : REFRESH;
    }

    /** Whom {@code token} names; empty if we did not issue it for that use, or if its time is over. */
    Optional<Holder> verify(Use use, String token) {
        int signature = token.lastIndexOf('.');
        if (token.length() > LONGEST || !token.startsWith(HEADER + '.') || signature <= HEADER.length()) {
            return Optional.empty();
        }
        String signed = token.substring(0, signature);
        byte[] expected = encode(mac(signed)).getBytes(US_ASCII);
        if (!MessageDigest.isEqual(expected, token.substring(signature + 1).getBytes(UTF_8))) {
            return Optional.empty();
        }
        try {
            byte[] payload = Base64.getUrlDecoder().decode(signed.substring(HEADER.length() + 1));
            return read(use, StrictJson.parseObject("a token", payload, LONGEST));
        } catch (IllegalArgumentException | MalformedJsonException | MalformedValueException e) {
            return Optional.empty();
        }
    }

    private Optional<Holder> read(Use use, JsonReader claims) throws MalformedJsonException, MalformedValueException {
        if (!claims.text("aud").equals(audience)
                || !claims.text("use").equals(use.name())
                || !clock.instant()
                        .isBefore(Instant.ofEpochSecond(Math.min(claims.size("exp"), Integer.MAX_VALUE * 4L)))) {
            return Optional.empty();
        }
        Optional<String> user = claims.optionalText("sub");
        return Optional.of(new Holder(
                user.isPresent() ? UserName.parse(user.get()) : null,
                claims.size("gen"),
                claims.optionalText("tok").orElse(null)));
    }

    private byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + MAC, e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
