package dev.sallyport.yaml;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A scalar, as it was written.
 *
 * @param plain whether it was written without quotes, so that it may also be read as a number, a truth value or nothing
 */
public record YamlText(
        String value, boolean plain, @Nullable String tag, Place place) implements Yaml {
    // Also what YAML 1.1 takes for truth values: charts are read by programs that still do.
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");

    public YamlText {
        requireNonNull(value, "value is null");
        requireNonNull(place, "place is null");
    }

    @Override
    public boolean isNull() {
        return plain && tag == null && NULL.contains(value);
    }

    /** Whether it is a plain scalar that says yes. */
    public boolean isTrue() {
        return plain && TRUE.contains(value);
    }

    /** Whether it is a plain scalar that says no. */
    public boolean isFalse() {
        return plain && FALSE.contains(value);
    }
}
