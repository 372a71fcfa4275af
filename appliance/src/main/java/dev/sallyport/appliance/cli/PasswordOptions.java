package dev.sallyport.appliance.cli;

import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.terminal.Terminal;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where a new password comes from: never the command line, which everybody on the machine can read. */
final class PasswordOptions {
    private static final int LONGEST = 1024;

    @Spec(Target.MIXEE)
    private CommandSpec mixee;

    @Option(names = "--password-stdin", description = "Read the password from standard input, one line.")
    private boolean stdin;

    @Option(
            names = "--no-password",
            description = "No password: the user logs in with a token or a client certificate.")
    private boolean none;

    /** The password; empty for none. */
    String read(String user) throws IOException, MalformedValueException {
        if (stdin && none) {
            throw new ParameterException(mixee.commandLine(), "--password-stdin and --no-password do not go together");
        }
        if (none) {
            return "";
        }
        return stdin ? fromStandardInput() : fromTerminal(user);
    }

    private static String fromStandardInput() throws IOException, MalformedValueException {
        // Not closed: it is the process's.
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line == null || line.isEmpty() || line.length() > LONGEST) {
            throw new MalformedValueException("password", "", "one line on standard input");
        }
        return line;
    }

    @SuppressWarnings("SystemConsoleNull") // Java 22 and newer are asked by Terminal.
    private String fromTerminal(String user) throws MalformedValueException {
        Console console = System.console();
        if (console == null || !Terminal.isInteractive()) {
            throw new ParameterException(
                    mixee.commandLine(),
                    "there is no terminal to ask for the password: give it with --password-stdin, or --no-password");
        }
        char[] first = console.readPassword("Password for %s: ", user);
        char[] second = console.readPassword("Again: ");
        try {
            if (first == null || first.length == 0 || !Arrays.equals(first, second)) {
                throw new MalformedValueException("password", "", "the same one twice");
            }
            return new String(first);
        } finally {
            Arrays.fill(first == null ? new char[0] : first, ' ');
            Arrays.fill(second == null ? new char[0] : second, ' ');
        }
    }
}
