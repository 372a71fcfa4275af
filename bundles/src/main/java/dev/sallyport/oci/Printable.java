package dev.sallyport.oci;

/** Makes text from outside safe to show on a terminal or in a log. */
public final class Printable {
    private static final int LONGEST = 200;

    private Printable() {}

    /** {@code text} with control and bidirectional-override characters replaced by {@code ?}, cut after 200 characters. */
    public static String shorten(String text) {
        if (text.length() <= LONGEST) {
            return clean(text);
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return clean(text.substring(0, end)) + "…";
    }

    /** {@code text} with control and bidirectional-override characters, and halves of characters, replaced by {@code ?}. */
    public static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(isSafe(c) ? c : '?'));
        return clean.toString();
    }

    private static boolean isSafe(int c) {
        int type = Character.getType(c);
        return !Character.isISOControl(c)
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
