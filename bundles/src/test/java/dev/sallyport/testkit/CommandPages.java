package dev.sallyport.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** The pages of a program in {@code docs/commands}: what its commands say of themselves. */
public final class CommandPages {
    private static final Path FOLDER = Path.of("..", "docs", "commands");

    private final CommandLine program;

    public CommandPages(CommandLine program) {
        this.program = program;
    }

    /** What the pages should say, by their file names. */
    public Map<String, String> expected() {
        Map<String, String> pages = new TreeMap<>();
        collect(program, pages);
        return pages;
    }

    private static void collect(CommandLine command, Map<String, String> pages) {
        String name = command.getCommandSpec().qualifiedName(" ");
        pages.put(name.replace(' ', '-') + ".md", page(name, command));
        children(command).forEach(child -> collect(child, pages));
    }

    // The completion script is picocli's, and says so itself.
    private static List<CommandLine> children(CommandLine command) {
        return command.getSubcommands().values().stream()
                .filter(child -> !(child.getCommand() instanceof GenerateCompletion))
                .toList();
    }

    private static String page(String name, CommandLine command) {
        List<String> lines = new ArrayList<>(List.of("# " + name, "", "```"));
        String usage = command.getUsageMessage(Help.Ansi.OFF).stripTrailing();
        usage.lines().map(String::stripTrailing).forEach(lines::add);
        lines.add("```");
        lines.add("");
        if (!children(command).isEmpty()) {
            children(command).stream()
                    .map(child -> child.getCommandSpec().qualifiedName(" "))
                    .sorted()
                    .forEach(child -> lines.add("- [" + child + "](" + child.replace(' ', '-') + ".md)"));
            lines.add("");
        }
        return String.join("\n", lines);
    }

    /** What they say. */
    public Map<String, String> written() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith(program.getCommandName()))
                    .toList()) {
                pages.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return pages;
    }

    /** Writes them. */
    public void write() throws IOException {
        Files.createDirectories(FOLDER);
        for (String old : written().keySet()) {
            Files.delete(FOLDER.resolve(old));
        }
        for (Map.Entry<String, String> page : expected().entrySet()) {
            Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
        }
    }
}
