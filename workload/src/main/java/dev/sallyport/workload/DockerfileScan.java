package dev.sallyport.workload;

import dev.sallyport.workload.DockerfileLines.Instruction;
import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Goes through one Dockerfile's instructions. */
final class DockerfileScan {
    private static final Pattern BLANKS = Pattern.compile("\\s++");
    private static final Pattern COMMA = Pattern.compile(",");
    // Known to every build without an ARG, and not known here unless they are given.
    private static final Set<String> PLATFORM = Set.of(
            "TARGETPLATFORM",
            "TARGETOS",
            "TARGETARCH",
            "TARGETVARIANT",
            "BUILDPLATFORM",
            "BUILDOS",
            "BUILDARCH",
            "BUILDVARIANT");
    private static final String SCRATCH = "scratch";

    private final DockerfileLines lines;
    private final Map<String, String> buildArguments;
    private final Findings findings;
    // Names of stages, in lower case: those of the whole file, and those above.
    private final Set<String> stages = new HashSet<>();
    private final Set<String> above = new HashSet<>();
    private final Map<String, String> globals = new HashMap<>();
    private Map<String, String> locals = new HashMap<>();
    private int stageCount;

    DockerfileScan(DockerfileLines lines, Map<String, String> buildArguments, Findings findings) {
        this.lines = lines;
        this.buildArguments = Map.copyOf(buildArguments);
        this.findings = findings;
    }

    void scan() throws MalformedDocumentException, UnsetVariableException {
        Instruction syntax = lines.directives().get("SYNTAX");
        if (syntax != null) {
            findings.image(syntax.arguments(), Findings.at(syntax.place(), "syntax"), How.DECLARED);
        }
        for (Instruction instruction : lines.instructions()) {
            List<String> words = words(instruction);
            if (instruction.keyword().equals("FROM") && words.size() >= 3 && isAs(words)) {
                stages.add(words.get(words.size() - 1).toLowerCase(Locale.ROOT));
            }
        }
        for (Instruction instruction : lines.instructions()) {
            switch (instruction.keyword()) {
                case "ARG" -> argument(instruction);
                case "FROM" -> from(instruction);
                case "COPY" -> copy(instruction);
                case "RUN" -> run(instruction);
                default -> {
                    // Nothing else names an image that this build pulls.
                }
            }
        }
        if (stageCount == 0) {
            throw new MalformedDocumentException(
                    lines.instructions().isEmpty()
                            ? new Place(lines.file(), 1, 1)
                            : lines.instructions().get(0).place(),
                    "it has no FROM, so it is no Dockerfile");
        }
    }

    private static List<String> words(Instruction instruction) {
        return List.of(BLANKS.split(instruction.arguments()));
    }

    private static boolean isAs(List<String> words) {
        return words.get(words.size() - 2).equalsIgnoreCase("AS");
    }

    private void argument(Instruction instruction) throws MalformedDocumentException {
        for (String word : words(instruction)) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            String given = buildArguments.get(name);
            String value = given != null ? given : equals < 0 ? null : madeOf(word.substring(equals + 1), instruction);
            if (stageCount == 0) {
                put(globals, name, value);
            } else {
                put(locals, name, value == null ? globals.get(name) : value);
            }
        }
    }

    private static void put(Map<String, String> values, String name, @Nullable String value) {
        if (value == null) {
            values.remove(name);
        } else {
            values.put(name, value);
        }
    }

    // A default made of an argument without a value has none either: an error for whoever needs it.
    private @Nullable String madeOf(String text, Instruction instruction) throws MalformedDocumentException {
        try {
            return expand(unquoted(text), instruction);
        } catch (UnsetVariableException e) {
            return null;
        }
    }

    private void from(Instruction instruction) throws MalformedDocumentException, UnsetVariableException {
        List<String> words = new ArrayList<>(words(instruction));
        words.removeIf(word -> word.startsWith("--"));
        if (words.isEmpty() || words.get(0).isEmpty() || (words.size() != 1 && !(words.size() == 3 && isAs(words)))) {
            throw new MalformedDocumentException(instruction.place(), "it is not FROM [--platform=P] IMAGE [AS NAME]");
        }
        locals = globals;
        String image = expand(unquoted(words.get(0)), instruction);
        locals = new HashMap<>();
        if (!image.equals(SCRATCH) && !above.contains(image.toLowerCase(Locale.ROOT))) {
            findings.image(image, Findings.at(instruction.place(), "FROM"), How.DECLARED);
        }
        stageCount++;
        if (words.size() == 3) {
            above.add(words.get(2).toLowerCase(Locale.ROOT));
        }
    }

    private void copy(Instruction instruction) throws MalformedDocumentException, UnsetVariableException {
        for (String flag : flags(instruction)) {
            if (flag.startsWith("--from=")) {
                source(flag.substring("--from=".length()), instruction, "COPY --from");
            }
        }
    }

    private void run(Instruction instruction) throws MalformedDocumentException, UnsetVariableException {
        for (String flag : flags(instruction)) {
            if (flag.startsWith("--mount=")) {
                for (String option : COMMA.splitAsStream(unquoted(flag.substring("--mount=".length())))
                        .toList()) {
                    if (option.startsWith("from=")) {
                        source(option.substring("from=".length()), instruction, "RUN --mount");
                    }
                }
            }
        }
    }

    private static List<String> flags(Instruction instruction) {
        List<String> flags = new ArrayList<>();
        for (String word : words(instruction)) {
            if (!word.startsWith("--")) {
                break;
            }
            flags.add(word);
        }
        return flags;
    }

    private void source(String written, Instruction instruction, String what)
            throws MalformedDocumentException, UnsetVariableException {
        String source = expand(unquoted(written), instruction);
        boolean isStage = stages.contains(source.toLowerCase(Locale.ROOT)) || isNumber(source);
        if (!isStage && !source.equals(SCRATCH)) {
            findings.image(source, Findings.at(instruction.place(), what), How.DECLARED);
        }
    }

    // Stages are also named by their number from 0; no image's name is a number of a stage above.
    private boolean isNumber(String source) {
        return source.matches("[0-9]{1,5}") && Integer.parseInt(source) < stageCount;
    }

    private String expand(String text, Instruction instruction)
            throws MalformedDocumentException, UnsetVariableException {
        Map<String, String> visible = stageCount == 0 ? globals : locals;
        Variables platform = name -> PLATFORM.contains(name) ? buildArguments.get(name) : null;
        return Interpolation.expand(
                Interpolation.Dialect.DOCKERFILE, text, Variables.of(visible).or(platform), instruction.place());
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(text.length() - 1) == text.charAt(0);
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
