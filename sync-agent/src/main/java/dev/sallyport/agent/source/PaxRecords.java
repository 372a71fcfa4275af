package dev.sallyport.agent.source;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The records of a pax header: each its own length, a key, a value.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html">pax interchange format</a>
 */
final class PaxRecords {
    private static final int LENGTH_DIGITS = 7;

    private PaxRecords() {}

    /** The records by key, the last of a key counting; empty if they are none. */
    static Optional<Map<String, String>> parse(byte[] content) {
        Map<String, String> records = new LinkedHashMap<>();
        int at = 0;
        while (at < content.length) {
            int space = indexOf(content, ' ', at, Math.min(content.length, at + LENGTH_DIGITS + 1));
            int length = space < 0 ? -1 : length(content, at, space);
            int end = at + length;
            if (length <= 0 || end > content.length || end <= space + 1 || content[end - 1] != '\n') {
                return Optional.empty();
            }
            int equals = indexOf(content, '=', space + 1, end);
            if (equals <= space + 1) {
                return Optional.empty();
            }
            records.put(text(content, space + 1, equals), text(content, equals + 1, end - 1));
            at = end;
        }
        return Optional.of(records);
    }

    private static int length(byte[] content, int from, int to) {
        String digits = text(content, from, to);
        return digits.matches("[1-9][0-9]{0,6}") ? Integer.parseInt(digits) : -1;
    }

    private static int indexOf(byte[] content, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (content[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] content, int from, int to) {
        return new String(content, from, to - from, StandardCharsets.UTF_8);
    }
}
