package dev.sallyport.appliance.store;

import dev.sallyport.oci.MalformedValueException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a user, as it is typed at a login and written into the journal: up to 64 of {@code a-z 0-9 . _ @ -}, a letter or
 * digit first. Upper case is left out, so that no two names look the same.
 */
public record UserName(String value) implements Comparable<UserName> {
    private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");
    /** Other actors of the journal have these names. */
    private static final Set<String> RESERVED = Set.of("admin", "anonymous", "setup", "system");

    /** Stands for whoever gives no name; it can be granted to pull and nothing else. */
    public static final UserName ANONYMOUS = new UserName("anonymous");

    public UserName {
        if (!GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("Not a user name");
        }
    }

    /** Reads a name; also one that no user can have. */
    public static UserName parse(String text) throws MalformedValueException {
        if (!GRAMMAR.matcher(text).matches()) {
            throw new MalformedValueException(
                    "user name", text, "1 to 64 of a-z, 0-9 and . _ @ -, beginning with a letter or digit");
        }
        return new UserName(text);
    }

    /** Whether {@code text} could be a user's name. */
    public static boolean isValid(String text) {
        return GRAMMAR.matcher(text).matches();
    }

    /** Whether no user can have this name. */
    public boolean isReserved() {
        return RESERVED.contains(value);
    }

    @Override
    public int compareTo(UserName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
