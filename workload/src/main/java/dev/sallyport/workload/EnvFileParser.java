package dev.sallyport.workload;

import dev.sallyport.workload.EnvFile.Line;
import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.Place;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code NAME=value} lines: quotes of both kinds over several lines, comments, {@code export}. */
final class EnvFileParser {
    private static final int MOST_LINES = 1000;

    private final String file;
    private final String text;
    private int at;
    private int lineNumber = 1;

    EnvFileParser(String file, String text) {
        this.file = file;
        this.text = text.replace("\r\n", "\n");
    }

    List<Line> lines() throws MalformedDocumentException {
        List<Line> lines = new ArrayList<>();
        while (at < text.length()) {
            String rest = text.substring(at, lineEnd()).strip();
            if (rest.isEmpty() || rest.startsWith("#")) {
                nextLine();
            } else {
                line(lines);
                if (lines.size() > MOST_LINES) {
                    throw problem("it sets more than " + MOST_LINES + " variables");
                }
            }
        }
        return lines;
    }

    private void line(List<Line> lines) throws MalformedDocumentException {
        skipBlanks();
        if (text.startsWith("export ", at)) {
            at += "export ".length();
            skipBlanks();
        }
        int start = at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        String name = text.substring(start, at);
        skipBlanks();
        if (name.isEmpty()) {
            throw problem("a line is neither NAME=value nor a comment");
        }
        if (at == lineEnd()) {
            // A name alone takes its value from the environment, which is asked first anyway.
            nextLine();
            return;
        }
        if (text.charAt(at) != '=' && text.charAt(at) != ':') {
            throw problem("'" + name + "' is followed by no '='");
        }
        at++;
        skipBlanks();
        Place place = new Place(file, lineNumber, 1);
        char first = at < text.length() ? text.charAt(at) : '\n';
        if (first == '\'' || first == '"') {
            lines.add(new Line(name, quoted(first), first == '\'', place));
        } else {
            lines.add(new Line(name, unquoted(), false, place));
        }
        nextLine();
    }

    private String unquoted() {
        String rest = text.substring(at, lineEnd());
        int end = rest.length();
        for (int i = 0; i < rest.length(); i++) {
            if (rest.charAt(i) == '#' && (i == 0 || Character.isWhitespace(rest.charAt(i - 1)))) {
                end = i;
                break;
            }
        }
        return rest.substring(0, end).strip();
    }

    private String quoted(char quote) throws MalformedDocumentException {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                return value.toString();
            }
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                value.append(escaped(text.charAt(at), quote));
            } else {
                value.append(c);
            }
            if (c == '\n') {
                lineNumber++;
            }
        }
        throw problem("a quote is not closed");
    }

    private static String escaped(char c, char quote) {
        if (quote == '\'') {
            return c == '\'' ? "'" : "\\" + c;
        }
        return switch (c) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case '$' -> "$$";
            case '"', '\\' -> String.valueOf(c);
            default -> "\\" + c;
        };
    }

    private static boolean isNamePart(char c) {
        return Interpolation.isNameStart(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
    }

    private void skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private int lineEnd() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private void nextLine() {
        at = Math.min(lineEnd() + 1, text.length());
        lineNumber++;
    }

    private MalformedDocumentException problem(String why) {
        return new MalformedDocumentException(new Place(file, lineNumber, 1), why);
    }
}
