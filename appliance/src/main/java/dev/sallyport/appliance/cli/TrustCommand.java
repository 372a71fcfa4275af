package dev.sallyport.appliance.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code appliance trust}: whose signatures count. */
@Command(
        name = "trust",
        mixinStandardHelpOptions = true,
        description = "Says whose signatures count, and for which stream.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TrustAddCommand.class, TrustListCommand.class, TrustRevokeCommand.class})
final class TrustCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: add, list or revoke");
    }
}
