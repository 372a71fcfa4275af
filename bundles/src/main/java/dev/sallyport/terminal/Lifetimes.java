package dev.sallyport.terminal;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a whole number and one of h, d, w, y. */
public final class Lifetimes {
    private static final Pattern GRAMMAR = Pattern.compile("([1-9][0-9]{0,4})([hdwy])");

    private Lifetimes() {}

    /** Reads a duration; empty if it is none. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = GRAMMAR.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "h" -> Duration.ofHours(count);
                    case "d" -> Duration.ofDays(count);
                    case "w" -> Duration.ofDays(7 * count);
                    default -> Duration.ofDays(365 * count);
                });
    }
}
