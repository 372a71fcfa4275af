package dev.sallyport.e2e;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A program that runs in a {@link Machine}, with its output in two files. */
final class Service {
    private final Command command;
    private final Process process;
    private final Path out;
    private final Path err;

    Service(Command command, Process process, Path out, Path err) {
        this.command = command;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    boolean running() {
        return process.isAlive();
    }

    /** Waits for the end. */
    ToolRun await(Duration patience) throws IOException, InterruptedException, TimeoutException {
        if (!process.waitFor(patience.toMillis(), MILLISECONDS)) {
            throw new TimeoutException(command.name() + " still runs");
        }
        return new ToolRun(command.arguments(), process.exitValue(), text(out), text(err));
    }

    /** Kills the program and all it started, as {@code kill -9} does, and waits until they are gone. */
    void kill() throws InterruptedException {
        // Children first: what runs inside the machine is a child of the nsenter that brought it there.
        List<ProcessHandle> tree = process.descendants().toList();
        tree.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        for (ProcessHandle one : tree) {
            one.onExit().join();
        }
        process.waitFor();
    }

    /** Asks the program to end, as Ctrl-C does not but {@code kill} does, and waits for it. */
    ToolRun stop() throws IOException, InterruptedException, TimeoutException {
        process.children().forEach(ProcessHandle::destroy);
        return await(Duration.ofSeconds(60));
    }

    /** Waits until {@code probe}, run in {@code machine}, ends with 0; fails early when this program ends before. */
    Service ready(Machine machine, Command probe) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (machine.run(probe).exit() != 0) {
            if (!running() || System.nanoTime() > deadline) {
                throw new AssertionError("`%s` did not get ready%n%s%n%s"
                        .formatted(String.join(" ", command.arguments()), text(out), text(err)));
            }
            MILLISECONDS.sleep(100);
        }
        return this;
    }

    /** Everything the program wrote so far to standard output and standard error. */
    String output() throws IOException {
        return text(out) + text(err);
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
