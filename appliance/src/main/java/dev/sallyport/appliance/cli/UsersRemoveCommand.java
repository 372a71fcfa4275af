package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.UserRequest;
import dev.sallyport.oci.JsonReader;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code appliance users rm}. */
@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        description = "Removes a user with everything the user may, and all tokens. What was pushed stays.",
        footer = {"", "Example:", "  appliance users rm alice"})
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class UsersRemoveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The user.")
    private String name;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonReader answer = server.connect()
                .post(ApiPaths.USERS_REMOVE, "application/json", new UserRequest(name, "", List.of()).encode());
        if (!output.printIfJson(answer.object())) {
            output.println(name + " is removed");
        }
        return 0;
    }
}
