package dev.sallyport.oci;

import java.util.Comparator;
import java.util.Optional;

/**
 * Every tag in one total order, the newest last, for lists that people read and for choosing the newest: first tags that are
 * no versions, then those whose first number is a year, then all other versions by their numbers; of equal numbers
 * pre-releases first. What is still equal is told apart by its text, runs of digits in it by their value.
 */
public final class TagOrder implements Comparator<String> {
    /** The one instance. */
    public static final TagOrder INSTANCE = new TagOrder();

    private static final Comparator<TagVersion> BY_VERSION = Comparator.comparing(
                    (TagVersion version) -> !version.isCalendar())
            .thenComparing(TagVersion.ORDER)
            .thenComparing(version -> !version.isPreRelease());

    private TagOrder() {}

    @Override
    public int compare(String one, String other) {
        return compare(one, TagVersion.parse(one), other, TagVersion.parse(other));
    }

    /** As {@link #compare(String, String)}, for tags that were parsed before. */
    public static int compare(
            String one, Optional<TagVersion> version, String other, Optional<TagVersion> otherVersion) {
        if (version.isEmpty() || otherVersion.isEmpty()) {
            int byKind = Boolean.compare(version.isPresent(), otherVersion.isPresent());
            return byKind != 0 ? byKind : compareNaturally(one, other);
        }
        int byVersion = BY_VERSION.compare(version.get(), otherVersion.get());
        return byVersion != 0 ? byVersion : compareNaturally(one, other);
    }

    private static int compareNaturally(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() && j < other.length()) {
            int endOne = endOfRun(one, i);
            int endOther = endOfRun(other, j);
            int compared = endOne > i && endOther > j
                    ? compareDigits(one.substring(i, endOne), other.substring(j, endOther))
                    : Character.compare(one.charAt(i), other.charAt(j));
            if (compared != 0) {
                return compared;
            }
            boolean digits = endOne > i && endOther > j;
            i = digits ? endOne : i + 1;
            j = digits ? endOther : j + 1;
        }
        int byLength = Integer.compare(one.length() - i, other.length() - j);
        return byLength != 0 ? byLength : one.compareTo(other);
    }

    // Of any length: a tag may be 128 digits.
    private static int compareDigits(String one, String other) {
        String first = withoutZeros(one);
        String second = withoutZeros(other);
        int byLength = Integer.compare(first.length(), second.length());
        return byLength != 0 ? byLength : first.compareTo(second);
    }

    private static String withoutZeros(String digits) {
        int start = 0;
        while (start < digits.length() - 1 && digits.charAt(start) == '0') {
            start++;
        }
        return digits.substring(start);
    }

    private static int endOfRun(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
