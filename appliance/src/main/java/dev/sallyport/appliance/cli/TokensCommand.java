package dev.sallyport.appliance.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code appliance tokens}: what programs log in with. */
@Command(
        name = "tokens",
        mixinStandardHelpOptions = true,
        description = "Makes and revokes tokens: what a program gives in place of its user's password.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  appliance tokens create alice --label 'build server' --expires 90d"},
        subcommands = {TokensCreateCommand.class, TokensListCommand.class, TokensRevokeCommand.class})
final class TokensCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: create, list or revoke");
    }
}
