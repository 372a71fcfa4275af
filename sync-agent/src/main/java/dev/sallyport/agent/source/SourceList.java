package dev.sallyport.agent.source;

import dev.sallyport.agent.source.SourceArgument.ListArgument;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A plain list in a file: one reference or source in a line. Blank lines count for nothing, nor does what follows a {@code #} at the
 * beginning of a line or after white space. Relative paths in it begin where the list is.
 */
public final class SourceList {
    private static final int LARGEST = 4 << 20;
    private static final int MOST_LINES = 100_000;
    private static final int LONGEST_LINE = 4096;

    private SourceList() {}

    /** {@code arguments} with what their lists name in the place of the lists; what is named twice stays once. */
    public static List<SourceArgument> expand(List<SourceArgument> arguments) throws IOException, SallyportException {
        Set<SourceArgument> expanded = new LinkedHashSet<>();
        for (SourceArgument argument : arguments) {
            if (argument instanceof ListArgument list) {
                expanded.addAll(read(list.file()));
            } else {
                expanded.add(argument);
            }
        }
        return List.copyOf(expanded);
    }

    /**
     * What the list in {@code file} names, in its order.
     *
     * @throws SourceListException if there is no such list, a line names no source, or a limit is broken; it says which line
     */
    public static List<SourceArgument> read(Path file) throws IOException, SallyportException {
        List<String> lines = text(file).lines().toList();
        if (lines.size() > MOST_LINES) {
            throw SourceListException.ofFile(file, "it has more than the " + MOST_LINES + " lines allowed");
        }
        Path parent = file.getParent();
        Path folder = parent == null ? Path.of("") : parent;
        List<SourceArgument> arguments = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = withoutComment(lines.get(i)).strip();
            if (!line.isEmpty()) {
                arguments.add(argument(file, folder, i + 1, line));
            }
        }
        return List.copyOf(arguments);
    }

    private static SourceArgument argument(Path file, Path folder, int number, String line) throws SourceListException {
        if (line.length() > LONGEST_LINE) {
            throw SourceListException.ofLine(
                    file, number, "it has more than the " + LONGEST_LINE + " characters allowed");
        }
        SourceArgument argument;
        try {
            argument = SourceArgument.parse(line, folder);
        } catch (SallyportException e) {
            throw SourceListException.ofLine(file, number, e);
        }
        if (argument instanceof ListArgument) {
            throw SourceListException.ofLine(file, number, "it names another list, which lists may not");
        }
        return argument;
    }

    private static String withoutComment(String line) {
        for (int i = line.indexOf('#'); i >= 0; i = line.indexOf('#', i + 1)) {
            if (i == 0 || Character.isWhitespace(line.charAt(i - 1))) {
                return line.substring(0, i);
            }
        }
        return line;
    }

    private static String text(Path file) throws IOException, SourceListException {
        // Opening a pipe would wait for its other end.
        if (!Files.isRegularFile(file)) {
            throw SourceListException.ofFile(
                    file, Files.exists(file) ? "it is not a plain file" : "there is no such file");
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(LARGEST + 1);
        } catch (NoSuchFileException e) {
            throw SourceListException.ofFile(file, "there is no such file");
        }
        if (content.length > LARGEST) {
            throw SourceListException.ofFile(file, "it has more than the " + LARGEST + " bytes allowed");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw SourceListException.ofFile(file, "it is not UTF-8 text");
        }
    }
}
