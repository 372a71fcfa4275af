package dev.sallyport.oci;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A tag that is a version:
 *
 * <pre>
 * tag    = ["v"] number *3("." number) [suffix]
 * number = 1*9DIGIT, the first at most 5 digits
 * suffix = ("-" / "_") 1*tagchar
 * </pre>
 *
 * <p>{@code 20261101} is none, and neither is {@code bookworm-20261101}. {@link #ORDER} looks at the numbers alone: versions
 * that differ in {@code v} or suffix may be equal in it and yet be other tags. Immutable.
 */
public final class TagVersion {
    /** By their numbers from left to right; a number that is missing is before 0. */
    public static final Comparator<TagVersion> ORDER = (one, other) -> Arrays.compare(one.numbers, other.numbers);

    /** The most numbers a version has. */
    static final int MOST_NUMBERS = 4;

    private static final int FIRST_LENGTH = 5;
    private static final int NUMBER_LENGTH = 9;
    private static final int CALENDAR_BEGIN = 1900;
    private static final int CALENDAR_END = 2200;
    private static final Pattern PRE_RELEASE =
            Pattern.compile("(?:alpha|beta|rc|pre|preview|dev|snapshot|nightly|canary)[0-9]*");
    private static final Pattern SEPARATOR = Pattern.compile("[-_.]");

    private final boolean prefixed;
    private final int[] numbers;
    private final String suffix;

    TagVersion(boolean prefixed, int[] numbers, String suffix) {
        this.prefixed = prefixed;
        this.numbers = numbers.clone();
        this.suffix = requireNonNull(suffix, "suffix is null");
    }

    /** Reads a tag; empty if it is no version. */
    public static Optional<TagVersion> parse(String tag) {
        return parse(tag, MOST_NUMBERS);
    }

    static Optional<TagVersion> parse(String tag, int mostNumbers) {
        boolean prefixed = tag.startsWith("v");
        int position = prefixed ? 1 : 0;
        int[] numbers = new int[mostNumbers];
        int count = 0;
        while (count < mostNumbers) {
            int end = endOfDigits(tag, position);
            if (end == position || end - position > (count == 0 ? FIRST_LENGTH : NUMBER_LENGTH)) {
                return Optional.empty();
            }
            numbers[count++] = Integer.parseInt(tag, position, end, 10);
            position = end;
            if (position == tag.length() || tag.charAt(position) != '.' || count == mostNumbers) {
                break;
            }
            position++;
        }
        String suffix = position == tag.length() ? "" : tag.substring(position);
        return suffix.isEmpty() || (isSuffix(suffix) && Names.isTag(tag))
                ? Optional.of(new TagVersion(prefixed, Arrays.copyOf(numbers, count), suffix))
                : Optional.empty();
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static boolean isSuffix(String text) {
        return text.length() > 1 && (text.charAt(0) == '-' || text.charAt(0) == '_');
    }

    /** Whether it begins with {@code v}. */
    public boolean isPrefixed() {
        return prefixed;
    }

    /** How many numbers it has, 1 to 4. */
    public int size() {
        return numbers.length;
    }

    /** Its number {@code index}, counted from 0. */
    public int number(int index) {
        return numbers[Objects.checkIndex(index, numbers.length)];
    }

    /** What is behind the numbers, with the dash or underscore it begins with; may be empty. */
    public String suffix() {
        return suffix;
    }

    /**
     * Whether a part of the suffix says that this is no release yet: alpha, beta, rc, pre, preview, dev, snapshot, nightly or
     * canary in any case, digits behind it or not.
     */
    public boolean isPreRelease() {
        return !suffix.isEmpty()
                && SEPARATOR
                        .splitAsStream(suffix)
                        .anyMatch(part -> PRE_RELEASE
                                .matcher(part.toLowerCase(Locale.ROOT))
                                .matches());
    }

    /** Whether the first number is a year, 1900 to 2199. */
    public boolean isCalendar() {
        return numbers[0] >= CALENDAR_BEGIN && numbers[0] < CALENDAR_END;
    }

    /** Whether its numbers begin with all those of {@code shorter}, or are the same. */
    public boolean isLedBy(TagVersion shorter) {
        return shorter.numbers.length <= numbers.length
                && Arrays.equals(numbers, 0, shorter.numbers.length, shorter.numbers, 0, shorter.numbers.length);
    }

    /** Its first numbers, at most {@code count} of them, without {@code v} and suffix. */
    TagVersion leading(int count) {
        return new TagVersion(false, Arrays.copyOf(numbers, Math.min(count, numbers.length)), "");
    }

    /** Its numbers with the last one raised by 1: the first version that it does not lead. */
    TagVersion next() {
        int[] raised = numbers.clone();
        raised[raised.length - 1]++;
        return new TagVersion(false, raised, "");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TagVersion version
                && prefixed == version.prefixed
                && Arrays.equals(numbers, version.numbers)
                && suffix.equals(version.suffix);
    }

    @Override
    public int hashCode() {
        return Objects.hash(prefixed, Arrays.hashCode(numbers), suffix);
    }

    /** The version as a tag; zeros that lead a number are not kept. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(prefixed ? "v" : "");
        for (int i = 0; i < numbers.length; i++) {
            text.append(i == 0 ? "" : ".").append(numbers[i]);
        }
        return text.append(suffix).toString();
    }
}
