package dev.sallyport.oci;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of versions, written as package managers write it and read by the order of {@link TagVersion}:
 *
 * <pre>
 * range      = all *("||" all)                  any of them
 * all        = part *((" " / ",") part)         every one of them
 * part       = [op] version / version " - " version
 * op         = "=" "!=" ">" ">=" "<" "<=" "~" "^"
 * version    = ["v"] number *3("." number) *("." ("x" / "X" / "*")), or "x", "X", "*"
 * </pre>
 *
 * <table>
 * <caption>What they mean</caption>
 * <tr><td>{@code 1.27}, {@code =1.27}, {@code 1.27.x}</td><td>1.27 and every version that begins with it</td></tr>
 * <tr><td>{@code !=1.27}</td><td>every other</td></tr>
 * <tr><td>{@code >1.27}</td><td>above all of 1.27: {@code >=1.28}</td></tr>
 * <tr><td>{@code <=1.27}, {@code 1.2 - 1.27}</td><td>with all of 1.27: {@code <1.28}</td></tr>
 * <tr><td>{@code ~1.2.3}, {@code ~1.2}, {@code ~1}</td><td>{@code >=1.2.3 <1.3}, {@code >=1.2 <1.3}, {@code >=1 <2}</td></tr>
 * <tr><td>{@code ^1.2.3}, {@code ^0.2.3}, {@code ^0.0.3}</td><td>{@code >=1.2.3 <2}, {@code >=0.2.3 <0.3}, {@code >=0.0.3 <0.0.4}</td></tr>
 * </table>
 *
 * <p>A missing number is before 0: {@code >=1.0} leaves out the tag {@code 1}. {@code v} and suffixes do not matter here.
 */
public final class VersionRange {
    private static final int LONGEST = 1024;
    private static final String NUMBERS = "v?[0-9]{1,9}(?:\\.[0-9]{1,9}){0,3}";
    private static final String VERSION = "(" + NUMBERS + "(?:\\.[xX*]){0,3}|[xX*](?:\\.[xX*]){0,3})";
    private static final Pattern HYPHEN = Pattern.compile(VERSION + " +- +" + VERSION);
    private static final Pattern PART = Pattern.compile("(=|!=|>=|<=|>|<|~|\\^)? *+" + VERSION);
    private static final Pattern BETWEEN = Pattern.compile(" *, *| +");
    private static final Pattern WILDCARD = Pattern.compile("\\.?[xX*](?:\\.[xX*])*$");
    private static final int TILDE_NUMBERS = 2;

    /** One test of a version. */
    private interface Bound {
        boolean holds(TagVersion version);
    }

    private final String text;
    private final List<List<Bound>> alternatives;

    private VersionRange(String text, List<List<Bound>> alternatives) {
        this.text = requireNonNull(text, "text is null");
        this.alternatives = List.copyOf(alternatives);
    }

    /** Reads a range of at most 1024 characters. */
    public static VersionRange parse(String text) throws MalformedValueException {
        if (text.length() > LONGEST) {
            throw malformed(text);
        }
        List<List<Bound>> alternatives = new ArrayList<>();
        for (String alternative : text.split("\\|\\|", -1)) {
            alternatives.add(bounds(text, alternative.strip()));
        }
        return new VersionRange(text.strip(), alternatives);
    }

    /** Whether {@code version} is in it. */
    public boolean contains(TagVersion version) {
        for (List<Bound> bounds : alternatives) {
            if (bounds.stream().allMatch(bound -> bound.holds(version))) {
                return true;
            }
        }
        return false;
    }

    private static List<Bound> bounds(String text, String alternative) throws MalformedValueException {
        Matcher hyphen = HYPHEN.matcher(alternative);
        if (hyphen.matches()) {
            return List.of(
                    bound(text, ">=", requireNonNull(hyphen.group(1))),
                    bound(text, "<=", requireNonNull(hyphen.group(2))));
        }
        List<Bound> bounds = new ArrayList<>();
        Matcher part = PART.matcher(alternative);
        Matcher between = BETWEEN.matcher(alternative);
        int position = 0;
        while (true) {
            if (!part.region(position, alternative.length()).lookingAt()) {
                throw malformed(text);
            }
            String operator = part.group(1);
            bounds.add(bound(text, operator == null ? "=" : operator, requireNonNull(part.group(2))));
            position = part.end();
            if (position == alternative.length()) {
                return bounds;
            }
            if (!between.region(position, alternative.length()).lookingAt()) {
                throw malformed(text);
            }
            position = between.end();
        }
    }

    private static Bound bound(String text, String operator, String written) throws MalformedValueException {
        String numbers = WILDCARD.matcher(written).replaceFirst("");
        if (numbers.isEmpty()) {
            // "<*" and the like hold for nothing; nobody can mean them.
            if (operator.matches("<|>|!=")) {
                throw malformed(text);
            }
            return version -> true;
        }
        TagVersion limit = TagVersion.parse(numbers).orElseThrow(() -> malformed(text));
        return switch (operator) {
            case "=" -> version -> version.isLedBy(limit);
            case "!=" -> version -> !version.isLedBy(limit);
            case ">=" -> version -> isAtLeast(version, limit);
            case ">" -> version -> isAtLeast(version, limit) && !version.isLedBy(limit);
            case "<" -> version -> !isAtLeast(version, limit);
            case "<=" -> version -> !isAtLeast(version, limit) || version.isLedBy(limit);
            case "~" -> between(limit, limit.leading(TILDE_NUMBERS).next());
            default -> between(limit, limit.leading(caretNumbers(limit)).next());
        };
    }

    // Up to and with the first number that is not 0.
    private static int caretNumbers(TagVersion limit) {
        int count = 1;
        while (count < limit.size() && limit.number(count - 1) == 0) {
            count++;
        }
        return count;
    }

    private static Bound between(TagVersion from, TagVersion to) {
        return version -> isAtLeast(version, from) && !isAtLeast(version, to);
    }

    private static boolean isAtLeast(TagVersion version, TagVersion limit) {
        return TagVersion.ORDER.compare(version, limit) >= 0;
    }

    private static MalformedValueException malformed(String text) {
        return new MalformedValueException(
                "version range",
                text,
                "versions such as \">=15 <18\", \"^1.2\", \"~1.27\", \"1.27.x\" or \"1.2 - 1.5\", alternatives joined by \"||\"");
    }

    /** The range as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
