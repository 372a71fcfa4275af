package dev.sallyport.appliance.http;

import dev.sallyport.appliance.http.RangeRequest.Part;
import dev.sallyport.appliance.http.RangeRequest.Unsatisfiable;
import dev.sallyport.appliance.http.RangeRequest.Whole;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code Range} headers. */
public final class Ranges {
    private static final Pattern SINGLE = Pattern.compile("[ \t]*+(?i:bytes)=[ \t]*+([0-9]*+)-([0-9]*+)[ \t]*+");
    private static final int MOST_DIGITS = 18;

    private Ranges() {}

    /** What {@code header}, {@code null} if there is none, asks of content of {@code size} bytes. */
    public static RangeRequest parse(@Nullable String header, long size) {
        Matcher range = SINGLE.matcher(header == null ? "" : header);
        if (!range.matches()) {
            return new Whole();
        }
        String first = range.group(1);
        String last = range.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? new Whole() : suffix(value(last), size);
        }
        long from = value(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : value(last);
        if (from >= size || to < from) {
            return new Unsatisfiable();
        }
        return new Part(from, Math.min(to, size - 1) - from + 1);
    }

    private static RangeRequest suffix(long wanted, long size) {
        long length = Math.min(wanted, size);
        return length == 0 ? new Unsatisfiable() : new Part(size - length, length);
    }

    /** Beyond 18 digits no content reaches: the largest long will do. */
    private static long value(String digits) {
        int start = 0;
        while (start < digits.length() - 1 && digits.charAt(start) == '0') {
            start++;
        }
        return digits.length() - start > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits.substring(start));
    }
}
