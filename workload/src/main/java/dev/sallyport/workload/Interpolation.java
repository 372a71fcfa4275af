package dev.sallyport.workload;

import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.Place;
import org.jspecify.annotations.Nullable;

/**
 * Puts the values of variables into a text: {@code $X}, {@code ${X}}, and the operators {@code :-} {@code -} {@code :?}
 * {@code ?} {@code :+} {@code +}, whose argument may have variables itself and is looked at only when it is used.
 *
 * <p>A variable that is not set and has no default is an error: an image's name with a hole in it is another image's name.
 *
 * @see <a href="https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md">Compose interpolation</a>
 * @see <a href="https://docs.docker.com/reference/dockerfile/#environment-replacement">Dockerfile variables</a>
 */
final class Interpolation {
    /** The longest text, before and after. */
    static final int LONGEST = 64 << 10;

    private static final int DEPTH = 32;

    /** What a dollar sign means that begins no variable. */
    enum Dialect {
        /** {@code $$} is a dollar sign, and any other is an error. */
        COMPOSE,
        /** {@code \$} is a dollar sign, and so is any other that begins nothing. */
        DOCKERFILE
    }

    private final Dialect dialect;
    private final Variables variables;
    private final Place place;

    private Interpolation(Dialect dialect, Variables variables, Place place) {
        this.dialect = dialect;
        this.variables = variables;
        this.place = place;
    }

    static String expand(Dialect dialect, String text, Variables variables, Place place)
            throws MalformedDocumentException, UnsetVariableException {
        return new Interpolation(dialect, variables, place).expand(text, 0);
    }

    private String expand(String text, int depth) throws MalformedDocumentException, UnsetVariableException {
        if (depth > DEPTH) {
            throw problem("variables nest more than " + DEPTH + " deep");
        }
        if (text.length() > LONGEST) {
            throw tooLong();
        }
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            char next = at + 1 < text.length() ? text.charAt(at + 1) : '\0';
            if (isEscaped(c, next)) {
                out.append(next);
                at += 2;
            } else if (c != '$') {
                out.append(c);
                at++;
            } else if (next == '{') {
                int end = closing(text, at + 2);
                out.append(braced(text.substring(at + 2, end), depth));
                at = end + 1;
            } else if (isNameStart(next)) {
                int end = nameEnd(text, at + 1);
                out.append(required(text.substring(at + 1, end), ""));
                at = end;
            } else if (dialect == Dialect.DOCKERFILE) {
                out.append(c);
                at++;
            } else {
                throw problem("a '$' begins no variable; write '$$' for the sign itself");
            }
            if (out.length() > LONGEST) {
                throw tooLong();
            }
        }
        return out.toString();
    }

    private boolean isEscaped(char c, char next) {
        return dialect == Dialect.COMPOSE ? c == '$' && next == '$' : c == '\\' && next == '$';
    }

    private String braced(String inside, int depth) throws MalformedDocumentException, UnsetVariableException {
        int end = inside.isEmpty() || !isNameStart(inside.charAt(0)) ? 0 : nameEnd(inside, 0);
        String name = inside.substring(0, end);
        String rest = inside.substring(end);
        if (name.isEmpty()) {
            throw problem("'${' is followed by no variable");
        }
        if (rest.isEmpty()) {
            return required(name, "");
        }
        boolean emptyCounts = rest.charAt(0) != ':';
        String operator = rest.substring(emptyCounts ? 0 : 1);
        String argument = operator.isEmpty() ? "" : operator.substring(1);
        String value = variables.value(name);
        boolean isSet = value != null && (emptyCounts || !value.isEmpty());
        return switch (operator.isEmpty() ? '\0' : operator.charAt(0)) {
            case '-' -> isSet && value != null ? value : expand(argument, depth + 1);
            case '+' -> isSet ? expand(argument, depth + 1) : "";
            case '?' -> isSet && value != null ? value : required(null, name, expand(argument, depth + 1));
            default -> throw problem("'${" + name + "' is followed by none of } :- - :? ? :+ +");
        };
    }

    private String required(String name, String message) throws MalformedDocumentException, UnsetVariableException {
        return required(variables.value(name), name, message);
    }

    private String required(@Nullable String value, String name, String message) throws UnsetVariableException {
        if (value == null) {
            throw new UnsetVariableException(place, name, message);
        }
        return value;
    }

    // Where the brace closes that was opened before `from`.
    private int closing(String text, int from) throws MalformedDocumentException {
        int open = 1;
        for (int i = from; i < text.length(); i++) {
            char next = i + 1 < text.length() ? text.charAt(i + 1) : '\0';
            if (isEscaped(text.charAt(i), next)) {
                i++;
            } else if (text.charAt(i) == '$' && next == '{') {
                open++;
                i++;
            } else if (text.charAt(i) == '}' && --open == 0) {
                return i;
            }
        }
        throw problem("a '${' is not closed");
    }

    static boolean isNameStart(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static int nameEnd(String text, int from) {
        int end = from;
        while (end < text.length() && (isNameStart(text.charAt(end)) || Character.digit(text.charAt(end), 10) >= 0)) {
            end++;
        }
        return end;
    }

    private MalformedDocumentException tooLong() {
        return problem("it has more than " + LONGEST + " characters with its variables filled in");
    }

    private MalformedDocumentException problem(String why) {
        return new MalformedDocumentException(place, why);
    }
}
