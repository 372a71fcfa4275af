package dev.sallyport.signature;

import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.RepositoryName;
import java.util.regex.Pattern;

/**
 * Selects repositories by name: {@code *} stands for any characters but {@code /}, {@code **} for any characters. Several
 * patterns are separated by commas.
 */
public record RepositoryPattern(String text) {
    private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9._/*,-]{1,1024}");

    public RepositoryPattern {
        if (!GRAMMAR.matcher(text).matches()) {
            throw new IllegalArgumentException("Not a repository pattern");
        }
    }

    /** Reads a pattern. */
    public static RepositoryPattern parse(String text) throws MalformedValueException {
        if (!GRAMMAR.matcher(text).matches()) {
            throw new MalformedValueException(
                    "repository pattern",
                    text,
                    "repository names with '*' for any part of a component and '**' for any path, such as docker.io/library/* or quay.io/**");
        }
        return new RepositoryPattern(text);
    }

    /** Whether this selects {@code repository}. */
    public boolean matches(RepositoryName repository) {
        for (String pattern : text.split(",", -1)) {
            if (matches(
                    pattern,
                    0,
                    repository.value(),
                    0,
                    new boolean[pattern.length() + 1][repository.value().length() + 1])) {
                return true;
            }
        }
        return false;
    }

    // Every pair of positions is visited once: a pattern cannot make matching slow.
    private static boolean matches(String pattern, int p, String name, int n, boolean[][] failed) {
        if (failed[p][n]) {
            return false;
        }
        boolean result;
        if (p == pattern.length()) {
            result = n == name.length();
        } else if (pattern.startsWith("**", p)) {
            result = matches(pattern, p + 2, name, n, failed)
                    || (n < name.length() && matches(pattern, p, name, n + 1, failed));
        } else if (pattern.charAt(p) == '*') {
            result = matches(pattern, p + 1, name, n, failed)
                    || (n < name.length() && name.charAt(n) != '/' && matches(pattern, p, name, n + 1, failed));
        } else {
            result = n < name.length()
                    && pattern.charAt(p) == name.charAt(n)
                    && matches(pattern, p + 1, name, n + 1, failed);
        }
        failed[p][n] = !result;
        return result;
    }

    @Override
    public String toString() {
        return text;
    }
}
