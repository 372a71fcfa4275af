package dev.sallyport.agent.cli;

import java.time.Clock;
import java.util.Map;
import picocli.AutoComplete.GenerateCompletion;
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
        description = "Saves container images and everything they need into signed bundles.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 refused by verification or policy, 4 something needed is missing,"
                    + " 5 unreachable or denied, 130 interrupted.",
            "",
            "Examples:",
            "  sync-agent keys generate --out factory-7.pem",
            "  sync-agent save docker.io/library/nginx:1.27 --stream factory-7 --key factory-7.pem --output /media/stick",
            "  sync-agent verify /media/stick --trust factory-7.pub"
        },
        subcommands = {
            InitCommand.class,
            KeysCommand.class,
            TagsCommand.class,
            SearchCommand.class,
            PlanCommand.class,
            LockCommand.class,
            SaveCommand.class,
            WatchCommand.class,
            VerifyCommand.class,
            InspectCommand.class,
            SentCommand.class,
            HistoryCommand.class,
            CacheCommand.class
        })
public final class Main implements Runnable {
    // As wide as the longest example, so that it can be copied in one piece.
    private static final int HELP_WIDTH = 132;

    @Spec
    private CommandSpec spec;

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(commandLine(Clock.systemUTC(), System.getenv()).execute(arguments));
    }

    static CommandLine commandLine(Clock clock, Map<String, String> environment) {
        CommandLine commandLine = new CommandLine(new Main(), new CommandFactory(clock, environment));
        commandLine.addSubcommand("completion", new GenerateCompletion());
        commandLine.setExecutionExceptionHandler(new FailureHandler());
        commandLine.setUsageHelpWidth(HELP_WIDTH);
        return commandLine;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
