package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.UserRequest;
import dev.sallyport.oci.JsonReader;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code appliance users passwd}. */
@Command(
        name = "passwd",
        mixinStandardHelpOptions = true,
        description = "Gives a user another password. Logins with the old one end at once; the user's tokens stay.",
        footer = {"", "Example:", "  appliance users passwd alice"})
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class UsersPasswdCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The user.")
    private String name;

    @Mixin
    private PasswordOptions password;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        ApiClient client = server.connect();
        JsonReader answer = client.post(
                ApiPaths.USERS_PASSWORD,
                "application/json",
                new UserRequest(name, password.read(name), List.of()).encode());
        if (!output.printIfJson(answer.object())) {
            output.println("the password of " + name + " is changed");
        }
        return 0;
    }
}
