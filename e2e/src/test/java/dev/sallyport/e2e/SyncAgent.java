package dev.sallyport.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The assembled sync-agent, on a machine. */
final class SyncAgent {
    static final String STREAM = "factory-7";

    private final Machine machine;
    private final Path folder;

    /** Everything this agent keeps lies in the machine's folder {@code name}. */
    SyncAgent(Machine machine, String name) throws IOException {
        this.machine = machine;
        this.folder = machine.folder(name);
    }

    Command command(Object... arguments) {
        return Command.of(System.getProperty("sallyport.agent"))
                .with(arguments)
                .env("XDG_STATE_HOME", folder.resolve("state-home"));
    }

    /** Runs the agent; it must succeed. */
    ToolRun run(Object... arguments) throws IOException, InterruptedException {
        return machine.run(command(arguments)).succeeded();
    }

    /** The private key, made when it is first asked for. */
    Path key() throws IOException, InterruptedException {
        Path key = folder.resolve("publisher.pem");
        if (!Files.exists(key)) {
            run("keys", "generate", "--out", key);
        }
        return key;
    }

    Path publicKey() throws IOException, InterruptedException {
        return key().resolveSibling("publisher.pub");
    }

    /** The command that saves {@code references} of the connected registry. */
    Command save(Iterable<String> references) throws IOException, InterruptedException {
        Command save = command(
                "save", "--stream", STREAM, "--key", key(), "--output", output(), "--state", folder.resolve("state"));
        for (String reference : references) {
            save = save.with(LocalRegistry.HOST + "/" + reference);
        }
        return save;
    }

    Path output() {
        return folder.resolve("out");
    }

    /** The volumes that were written so far. */
    List<Path> volumes() throws IOException {
        try (Stream<Path> files = Files.list(output())) {
            return files.filter(file -> file.toString().endsWith(".tar"))
                    .sorted()
                    .toList();
        }
    }

    /** Everything this agent has written: history, cache and output. */
    Path folder() {
        return folder;
    }
}
