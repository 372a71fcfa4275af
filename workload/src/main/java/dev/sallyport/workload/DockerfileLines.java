package dev.sallyport.workload;

import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a Dockerfile into its parser directives and instructions: continuations joined, comments and the bodies of
 * here-documents dropped.
 *
 * @see <a href="https://docs.docker.com/reference/dockerfile/#parser-directives">parser directives</a>
 */
final class DockerfileLines {
    private static final int MOST_INSTRUCTIONS = 10_000;
    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*+([A-Za-z][A-Za-z0-9]*+)\\s*+=\\s*+(.+?)\\s*+");
    private static final Pattern HEREDOC = Pattern.compile("<<(-?)(['\"]?)([A-Za-z_][A-Za-z0-9_.]*+)\\2");

    private final String file;
    private final String[] lines;
    private final Map<String, Instruction> directives = new LinkedHashMap<>();
    private final List<Instruction> instructions = new ArrayList<>();
    private int at;

    /**
     * An instruction, or a directive by the same shape.
     *
     * @param keyword in upper case
     * @param escape the character that takes the meaning from the next
     */
    record Instruction(String keyword, String arguments, char escape, Place place) {}

    DockerfileLines(String file, String text) throws MalformedDocumentException {
        this.file = file;
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        this.lines = Pattern.compile("\r?\n").split(plain, -1);
        readDirectives();
        Instruction escape = directives.get("ESCAPE");
        if (escape != null
                && !escape.arguments().equals("\\")
                && !escape.arguments().equals("`")) {
            throw new MalformedDocumentException(escape.place(), "the escape character is \\ or `");
        }
        readInstructions(escape == null ? '\\' : escape.arguments().charAt(0));
    }

    String file() {
        return file;
    }

    /** By their names in upper case. */
    Map<String, Instruction> directives() {
        return directives;
    }

    List<Instruction> instructions() {
        return instructions;
    }

    // Only at the very top: the first line that is something else ends them.
    private void readDirectives() {
        for (; at < lines.length; at++) {
            Matcher directive = DIRECTIVE.matcher(lines[at].strip());
            String name = directive.matches() ? directive.group(1).toUpperCase(Locale.ROOT) : "";
            if (!List.of("SYNTAX", "ESCAPE", "CHECK").contains(name)) {
                return;
            }
            directives.putIfAbsent(name, new Instruction(name, directive.group(2), '\\', place(at)));
        }
    }

    private void readInstructions(char escape) throws MalformedDocumentException {
        while (at < lines.length) {
            String first = lines[at].strip();
            if (first.isEmpty() || first.startsWith("#")) {
                at++;
                continue;
            }
            Place place = place(at);
            String whole = joined(escape);
            int space = 0;
            while (space < whole.length() && !Character.isWhitespace(whole.charAt(space))) {
                space++;
            }
            String keyword = whole.substring(0, space).toUpperCase(Locale.ROOT);
            String arguments = whole.substring(space).strip();
            if (List.of("RUN", "COPY", "ADD").contains(keyword)) {
                skipHeredocs(arguments, place);
            }
            instructions.add(new Instruction(keyword, arguments, escape, place));
            if (instructions.size() > MOST_INSTRUCTIONS) {
                throw new MalformedDocumentException(place, "it has more than " + MOST_INSTRUCTIONS + " instructions");
            }
        }
    }

    // Comments and empty lines between the parts of an instruction do not end it.
    private String joined(char escape) {
        StringBuilder whole = new StringBuilder();
        while (at < lines.length) {
            String line = lines[at++];
            String stripped = line.strip();
            boolean inside = whole.length() > 0;
            if (inside && (stripped.startsWith("#") || stripped.isEmpty())) {
                continue;
            }
            String trimmed = line.stripTrailing();
            if (trimmed.isEmpty() || trimmed.charAt(trimmed.length() - 1) != escape) {
                return whole.append(line).toString().strip();
            }
            whole.append(trimmed, 0, trimmed.length() - 1);
        }
        return whole.toString().strip();
    }

    private void skipHeredocs(String arguments, Place place) throws MalformedDocumentException {
        Matcher heredoc = HEREDOC.matcher(arguments);
        while (heredoc.find()) {
            // A here-string or a shift inside a word is none.
            if (heredoc.start() > 0 && arguments.charAt(heredoc.start() - 1) == '<') {
                continue;
            }
            boolean tabs = !heredoc.group(1).isEmpty();
            String end = heredoc.group(3);
            while (at < lines.length && !(tabs ? lines[at].replaceFirst("^\t++", "") : lines[at]).equals(end)) {
                at++;
            }
            if (at == lines.length) {
                throw new MalformedDocumentException(place, "the here-document '" + end + "' does not end");
            }
            at++;
        }
    }

    private Place place(int line) {
        return new Place(file, line + 1, 1);
    }
}
