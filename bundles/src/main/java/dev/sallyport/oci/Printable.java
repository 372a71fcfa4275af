package dev.sallyport.oci;

/** Makes text from outside safe to show on a terminal or in a log. */
public final class Printable {
    private static final int LONGEST = 200;

    private Printable() {}

    /** {@code text} with control and bidirectional-override characters replaced by {@code ?}, cut after 200 characters. */
    public static String shorten(String text) {
        boolean cut = text.length() > LONGEST;
        String clean = clean(cut ? text.substring(0, LONGEST) : text);
        return cut ? clean + "…" : clean;
    }

    /** {@code text} with control and bidirectional-override characters replaced by {@code ?}. */
    public static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.chars().forEach(c -> clean.append(isSafe((char) c) ? (char) c : '?'));
        return clean.toString();
    }

    private static boolean isSafe(char c) {
        int type = Character.getType(c);
        return !Character.isISOControl(c)
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
