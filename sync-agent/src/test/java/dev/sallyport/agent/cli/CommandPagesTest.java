package dev.sallyport.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/**
 * The pages in {@code docs/commands} are what the commands say of themselves. After a change of a command: run this test with
 * {@code -Dsallyport.write-pages=true} and commit what it wrote.
 */
class CommandPagesTest {
    private static final Path PAGES = Path.of("..", "docs", "commands");

    @Test
    void pagesSayWhatTheCommandsSay() throws Exception {
        Map<String, String> pages = new TreeMap<>();
        collect(Main.commandLine(Clock.systemUTC(), Map.of()), pages);
        if (Boolean.getBoolean("sallyport.write-pages")) {
            write(pages);
        }

        assertThat(written()).isEqualTo(pages);
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

    private static Map<String, String> written() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        try (Stream<Path> files = Files.list(PAGES)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("sync-agent"))
                    .toList()) {
                pages.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return pages;
    }

    private static void write(Map<String, String> pages) throws IOException {
        Files.createDirectories(PAGES);
        for (String old : written().keySet()) {
            Files.delete(PAGES.resolve(old));
        }
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(PAGES.resolve(page.getKey()), page.getValue());
        }
    }
}
