package dev.sallyport.agent.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program sync-agent: reads the command line and hands over to the command it names. */
@Command(
        name = "sync-agent",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Saves container images and everything they need into signed bundles.")
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
