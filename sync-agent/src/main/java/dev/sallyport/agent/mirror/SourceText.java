package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * The text of a file that people write, and refusals of it.
 *
 * @param file as its user named it
 * @param remedy what to do about a refusal
 */
record SourceText(String file, String text, String remedy) {
    SourceText {
        requireNonNull(file, "file is null");
        requireNonNull(text, "text is null");
        requireNonNull(remedy, "remedy is null");
    }

    /** Reads a file of at most {@code limit} bytes. */
    static SourceText read(Path file, int limit, String remedy) throws IOException, InvalidFileException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(file.toString(), in.readNBytes(limit + 1), limit, remedy);
        }
    }

    /** The text that {@code content} is in UTF-8, without a byte order mark. */
    static SourceText of(String file, byte[] content, int limit, String remedy) throws InvalidFileException {
        if (content.length > limit) {
            throw new SourceText(file, "", remedy)
                    .refusal(new Place(file, 1, 1), "the file has more than " + limit + " bytes");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer characters = CharBuffer.allocate(content.length + 1);
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CoderResult result = decoder.decode(bytes, characters, true);
        SourceText text = new SourceText(file, characters.flip().toString(), remedy);
        if (result.isError()) {
            throw text.refusal(text.end(), "a byte that is not valid UTF-8");
        }
        return text.withoutByteOrderMark().requirePrintable();
    }

    private SourceText withoutByteOrderMark() {
        return text.startsWith("\uFEFF") ? new SourceText(file, text.substring(1), remedy) : this;
    }

    // YAML has none of these outside of escapes, and a terminal would obey them.
    private SourceText requirePrintable() throws InvalidFileException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r') {
                SourceText before = new SourceText(file, text.substring(0, i), remedy);
                throw refusal(
                        before.end(),
                        "a control character, U+%04X; write it as an escape in double quotes".formatted((int) c));
            }
        }
        return this;
    }

    private Place end() {
        int line = 1;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Place(file, line, text.codePointCount(start, text.length()) + 1);
    }

    Place place(Optional<Mark> mark) {
        return mark.map(found -> new Place(file, found.getLine() + 1, found.getColumn() + 1))
                .orElseGet(() -> new Place(file, 1, 1));
    }

    boolean lineHasTabIndent(Optional<Mark> mark) {
        return mark.flatMap(found -> text.lines().skip(found.getLine()).findFirst())
                .filter(line -> line.stripLeading().length() < line.length()
                        && line.substring(0, line.length() - line.stripLeading().length())
                                .contains("\t"))
                .isPresent();
    }

    InvalidFileException refusal(Optional<Mark> mark, String text) {
        return refusal(place(mark), text);
    }

    InvalidFileException refusal(Place place, String text) {
        return refusal(List.of(new Problem(place, text)));
    }

    InvalidFileException refusal(List<Problem> problems) {
        return new InvalidFileException(file, remedy, problems);
    }
}
