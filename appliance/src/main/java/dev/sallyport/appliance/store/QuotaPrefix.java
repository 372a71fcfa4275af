package dev.sallyport.appliance.store;

import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.RepositoryName;

/**
 * Which local repositories a quota counts: {@code team} stands for the repository {@code team} and every one whose name begins
 * with {@code team/}; {@code *} for all.
 *
 * @param text without a slash at its end
 */
public record QuotaPrefix(String text) {
    private static final String ALL = "*";

    public QuotaPrefix {
        if (!text.equals(ALL)) {
            RepositoryName unused = new RepositoryName(text);
        }
    }

    /** Reads a prefix, which may end in a slash. */
    public static QuotaPrefix parse(String text) throws MalformedValueException {
        if (text.equals(ALL)) {
            return new QuotaPrefix(ALL);
        }
        String name = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            return new QuotaPrefix(RepositoryName.parse(name).value());
        } catch (MalformedValueException e) {
            throw new MalformedValueException(
                    "repository prefix", text, "the first components of repository names, such as team/, or *");
        }
    }

    /** Whether this quota counts what is pushed into {@code repository}. */
    public boolean covers(RepositoryName repository) {
        return text.equals(ALL)
                || repository.value().equals(text)
                || repository.value().startsWith(text + '/');
    }

    boolean isAll() {
        return text.equals(ALL);
    }
}
