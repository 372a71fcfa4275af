package dev.sallyport.bundle;

import dev.sallyport.oci.MalformedValueException;
import java.util.regex.Pattern;

/** Names a line of bundles for one destination, such as {@code factory-7}. */
public record StreamName(String value) implements Comparable<StreamName> {
    private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    public StreamName {
        if (!GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("Not a stream name");
        }
    }

    /** Reads a stream name. */
    public static StreamName parse(String text) throws MalformedValueException {
        if (!GRAMMAR.matcher(text).matches()) {
            throw new MalformedValueException(
                    "stream name", text, "at most 63 lower-case letters, digits and dashes, not starting with a dash");
        }
        return new StreamName(text);
    }

    @Override
    public int compareTo(StreamName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
