package dev.sallyport.appliance.cli;

import dev.sallyport.oci.MalformedValueException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations of a command line that may be nothing: {@code 0}, or a whole number and one of s, m, h, d, w. */
final class GracePeriod {
    private static final Pattern GRAMMAR = Pattern.compile("0|([0-9]{1,5})([smhdw])");

    private GracePeriod() {}

    static Duration parse(String text) throws MalformedValueException {
        Matcher matcher = GRAMMAR.matcher(text);
        if (!matcher.matches()) {
            throw new MalformedValueException("duration", text, "0, or a number with s, m, h, d or w, such as 12h");
        }
        if (matcher.group(1) == null) {
            return Duration.ZERO;
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofDays(7 * count);
        };
    }
}
