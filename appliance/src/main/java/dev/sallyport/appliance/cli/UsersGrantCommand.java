package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.GrantReport;
import dev.sallyport.appliance.api.UserReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code appliance users grant}. */
@Command(
        name = "grant",
        mixinStandardHelpOptions = true,
        description = "Grants a user, or anonymous, a role.",
        footer = {"", "Example:", "  appliance users grant alice --role push --repositories 'team/**'"})
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class UsersGrantCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The user; 'anonymous' for whoever gives no name.")
    private String name;

    @Mixin
    private GrantOptions grant;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        GrantReport wanted = grant.grant();
        byte[] request = new JsonWriter()
                .put("name", name)
                .put("role", wanted.role())
                .put("repositories", wanted.repositories())
                .toBytes();
        JsonReader answer = server.connect().post(ApiPaths.USERS_GRANT, "application/json", request);
        if (!output.printIfJson(answer.object())) {
            output.println(UsersListCommand.sentence(UserReport.read(answer)));
        }
        return 0;
    }
}
