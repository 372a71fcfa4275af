package dev.sallyport.e2e;

import java.util.List;
import java.util.stream.Stream;

/**
 * A command that has ended.
 *
 * @param command as it was typed, without what put it into a machine
 * @param exit the exit code; 128 + N after signal N
 */
record ToolRun(List<String> command, int exit, String out, String err) {
    ToolRun {
        command = List.copyOf(command);
    }

    /** This run, which must have ended with exit code 0. */
    ToolRun succeeded() {
        return exitedWith(0);
    }

    /** This run, which must have ended with {@code expected}. */
    ToolRun exitedWith(int expected) {
        if (exit != expected) {
            throw new AssertionError("`%s` ended with %d instead of %d%n%s%n%s"
                    .formatted(String.join(" ", command), exit, expected, out, err));
        }
        return this;
    }

    /** Standard output line by line, blank ones left out. */
    Stream<String> lines() {
        return out.lines().filter(line -> !line.isBlank());
    }
}
