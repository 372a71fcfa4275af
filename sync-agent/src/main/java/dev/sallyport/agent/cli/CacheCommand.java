package dev.sallyport.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sync-agent cache}. */
@Command(
        name = "cache",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Looks after content that was fetched. Only speed is lost with it.",
        footer = {
            "",
            "Examples:",
            "  sync-agent cache list --stream factory-7",
            "  sync-agent cache prune --stream factory-7 --max-size 200G",
            "  sync-agent cache verify --stream factory-7"
        },
        subcommands = {CacheListCommand.class, CachePruneCommand.class, CacheVerifyCommand.class})
final class CacheCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
