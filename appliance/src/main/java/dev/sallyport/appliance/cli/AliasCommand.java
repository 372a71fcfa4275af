package dev.sallyport.appliance.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code appliance alias}: other names for repositories and tags. */
@Command(
        name = "alias",
        mixinStandardHelpOptions = true,
        description = "Makes, removes and lists other names for repositories, and for tags of them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AliasAddCommand.class, AliasRemoveCommand.class, AliasListCommand.class})
final class AliasCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: add, rm or list");
    }
}
