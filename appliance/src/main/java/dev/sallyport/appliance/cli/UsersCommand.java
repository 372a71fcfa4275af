package dev.sallyport.appliance.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code appliance users}: who may do what. */
@Command(
        name = "users",
        mixinStandardHelpOptions = true,
        description =
                "Says who may do what. 'anonymous' is whoever gives no name, and may pull everything until told otherwise.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  appliance users add alice --role push --repositories 'team/**'",
            "  appliance users revoke anonymous --role pull",
            "  appliance users grant anonymous --role pull --repositories 'docker.io/**'"
        },
        subcommands = {
            UsersAddCommand.class,
            UsersListCommand.class,
            UsersPasswdCommand.class,
            UsersRemoveCommand.class,
            UsersGrantCommand.class,
            UsersRevokeCommand.class
        })
final class UsersCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: add, list, passwd, rm, grant or revoke");
    }
}
