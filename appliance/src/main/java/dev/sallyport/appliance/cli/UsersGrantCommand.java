package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import picocli.CommandLine.Command;

/** {@code appliance users grant}. */
@Command(
        name = "grant",
        mixinStandardHelpOptions = true,
        description = "Grants a user, or anonymous, a role.",
        footer = {"", "Example:", "  appliance users grant alice --role push --repositories 'team/**'"})
final class UsersGrantCommand extends GrantChangeCommand {
    UsersGrantCommand() {
        super(ApiPaths.USERS_GRANT);
    }
}
