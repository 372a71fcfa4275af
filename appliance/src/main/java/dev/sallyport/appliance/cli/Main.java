package dev.sallyport.appliance.cli;

import java.time.Clock;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program appliance: reads the command line and hands over to the command it names. */
@Command(
        name = "appliance",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Imports signed bundles and serves their images to container clients.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 refused by verification or policy, 4 something needed is missing,"
                    + " 5 unreachable or denied, 130 interrupted.",
            "",
            "Examples:",
            "  appliance serve --data /var/lib/sallyport",
            "  appliance trust add factory-7.pub --publisher 'Head office' --stream factory-7 --data /var/lib/sallyport",
            "  appliance import /media/stick --data /var/lib/sallyport"
        },
        subcommands = {
            ServeCommand.class,
            StatusCommand.class,
            TrustCommand.class,
            ImportCommand.class,
            ImportsCommand.class,
            PublishCommand.class,
            DiscardCommand.class,
            ReleasesCommand.class,
            ImagesCommand.class,
            GcCommand.class,
            ScrubCommand.class,
            QuotaCommand.class,
            ResolveCommand.class,
            HistoryCommand.class,
            TagCommand.class,
            UntagCommand.class,
            AliasCommand.class,
            StreamsCommand.class,
            RollbackCommand.class,
            UsersCommand.class,
            TokensCommand.class,
            AuditCommand.class,
            ClientsCommand.class,
            RebuildCommand.class,
            GenerateCompletion.class
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(commandLine(Clock.systemUTC()).execute(arguments));
    }

    static CommandLine commandLine(Clock clock) {
        CommandLine commandLine = new CommandLine(new Main(), new CommandFactory(clock));
        ClientsCommand.addClients(commandLine);
        commandLine.setExecutionExceptionHandler(new FailureHandler());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        return commandLine;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
