package dev.sallyport.appliance.access;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * A user name and a password as a request gives them; neither is known to be right, or to be one at all.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7617">RFC 7617</a>
 */
public record BasicCredentials(String user, String password) {
    private static final String SCHEME = "basic ";
    private static final int LONGEST = 8 << 10;

    /** Whether a header is of this scheme. */
    static boolean isBasic(String authorization) {
        return authorization.length() > SCHEME.length()
                && authorization
                        .substring(0, SCHEME.length())
                        .toLowerCase(Locale.ROOT)
                        .equals(SCHEME);
    }

    /** Reads a header of this scheme; empty if it is broken. */
    static Optional<BasicCredentials> parse(String authorization) {
        if (authorization.length() > LONGEST || !isBasic(authorization)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).strip());
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            int colon = text.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new BasicCredentials(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Whether nothing was given; some clients send that for want of a login. */
    boolean isEmpty() {
        return user.isEmpty() && password.isEmpty();
    }

    /** Hides the password. */
    @Override
    public String toString() {
        return "BasicCredentials";
    }
}
