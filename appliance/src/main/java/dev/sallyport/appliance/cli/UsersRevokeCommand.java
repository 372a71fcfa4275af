package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import picocli.CommandLine.Command;

/** {@code appliance users revoke}. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Revokes a role, as users list shows it; requests are refused from now on.",
        footer = {"", "Example:", "  appliance users revoke alice --role push --repositories 'team/**'"})
final class UsersRevokeCommand extends GrantChangeCommand {
    UsersRevokeCommand() {
        super(ApiPaths.USERS_REVOKE);
    }
}
