package dev.sallyport.terminal;

import dev.sallyport.oci.MalformedValueException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and times as people read and write them. Units are powers of ten, as media are sold; {@code KiB} and so on of two. */
public final class Sizes {
    private static final Pattern GRAMMAR = Pattern.compile("([0-9]{1,18})(?:\\.([0-9]))? ?([kKMGT]i?)?B?");
    private static final SortedMap<String, Long> PRESETS = Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(
            "fat32", 4_294_966_784L,
            "dvd", 4_700_000_000L,
            "bd25", 25_000_000_000L,
            "bd50", 50_000_000_000L)));

    private Sizes() {}

    /** Such as {@code 1.4 GB}. */
    public static String format(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.95 && unit < 4) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %sB", value, "kMGTP".charAt(unit));
    }

    /** Such as {@code 2:05} or {@code 1:02:05}. */
    public static String formatSeconds(long seconds) {
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** The sizes that have names, in bytes, by these names. */
    public static SortedMap<String, Long> presets() {
        return PRESETS;
    }

    /** Reads a volume size: a number with an optional unit, or {@code fat32}, {@code dvd}, {@code bd25}, {@code bd50}. */
    public static long parse(String text) throws MalformedValueException {
        Long preset = PRESETS.get(text.toLowerCase(Locale.ROOT));
        if (preset != null) {
            return preset;
        }
        Matcher matcher = GRAMMAR.matcher(text.strip());
        if (matcher.matches()) {
            long unit = unit(Optional.ofNullable(matcher.group(3)).orElse(""));
            long tenth = matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2));
            try {
                return Math.addExact(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit), tenth * unit / 10);
            } catch (ArithmeticException e) {
                // Said below.
            }
        }
        throw new MalformedValueException(
                "size", text, "a number with an optional unit (k, M, G, T, Ki, Mi, Gi, Ti), or fat32, dvd, bd25, bd50");
    }

    private static long unit(String unit) {
        long base = unit.endsWith("i") ? 1024 : 1000;
        long value = 1;
        for (int i = 0;
                i
                        < " kMGT"
                                .indexOf(
                                        unit.isEmpty()
                                                ? ' '
                                                : Character.toString(unit.charAt(0))
                                                        .replace('K', 'k')
                                                        .charAt(0));
                i++) {
            value *= base;
        }
        return value;
    }
}
