package dev.sallyport.oci;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of {@code docs/tag-resolution.md}, read from the page itself. */
final class TagExamples {
    private static final Path PAGE = Path.of("../docs/tag-resolution.md");
    private static final Pattern PRESENT = Pattern.compile("([^(=\\s]+)(?:\\(([^)]*)\\))?(?:=([a-z]))?");
    private static final int CELLS = 4;

    private TagExamples() {}

    record Example(List<TaggedImage> present, String asked, String answer, List<String> named) {
        @Override
        public String toString() {
            return asked + " of " + present.stream().map(TaggedImage::tag).toList() + " is " + answer;
        }
    }

    static List<Example> read() throws IOException {
        List<Example> examples = new ArrayList<>();
        boolean inTable = false;
        for (String line : Files.readAllLines(PAGE, UTF_8)) {
            if (line.startsWith("| present ")) {
                inTable = true;
            } else if (inTable && line.startsWith("|") && !line.startsWith("|-")) {
                examples.add(example(line));
            }
        }
        return examples;
    }

    private static Example example(String line) {
        String[] cells = line.strip().substring(1).split("\\|", -1);
        if (cells.length != CELLS + 1) {
            throw new IllegalArgumentException("Not " + CELLS + " cells: " + line);
        }
        List<TaggedImage> present = new ArrayList<>();
        for (String text : words(cells[0])) {
            Matcher image = PRESENT.matcher(text);
            if (!image.matches()) {
                throw new IllegalArgumentException("No tag with its platforms: " + text);
            }
            String content = image.group(3) == null ? image.group(1) : image.group(3);
            Set<String> platforms =
                    image.group(2) == null ? Set.of() : Set.of(image.group(2).split(",", -1));
            present.add(new TaggedImage(image.group(1), Digest.sha256(content.getBytes(UTF_8)), platforms));
        }
        return new Example(present, cells[1].strip(), cells[2].strip(), words(cells[3]));
    }

    private static List<String> words(String cell) {
        return cell.isBlank() ? List.of() : List.of(cell.strip().split(" +"));
    }
}
