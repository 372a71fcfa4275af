package dev.sallyport.agent.mirror;

import dev.sallyport.oci.Printable;
import java.util.regex.Pattern;

/** Shows values of a file in messages, but never a password. */
final class Redacted {
    private static final int LONGEST = 80;

    // What is before an '@' that no digest follows may be a user and a password.
    private static final Pattern SECRET = Pattern.compile("@(?!sha256:|sha512:)");
    private static final String HIDDEN = "(not shown: it may hold a password)";

    private Redacted() {}

    /** Whether {@code value} may hold credentials: an {@code @} that no digest follows. */
    static boolean isSecret(String value) {
        return SECRET.matcher(value).find();
    }

    /** A key or a path of keys, as it is written. */
    static String show(String value) {
        return isSecret(value) ? HIDDEN : shorten(value);
    }

    /** A value in quotes. */
    static String quote(String value) {
        return isSecret(value) ? HIDDEN : "'" + shorten(value) + "'";
    }

    // What follows a '?' in an address is often a token.
    private static String shorten(String value) {
        int query = value.contains("://") ? value.indexOf('?') : -1;
        String shown = query < 0 ? value : value.substring(0, query) + "?…";
        String cut = shown.codePointCount(0, shown.length()) <= LONGEST
                ? shown
                : shown.substring(0, shown.offsetByCodePoints(0, LONGEST)) + "…";
        return Printable.shorten(cut);
    }
}
