package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.GrantReport;
import dev.sallyport.appliance.api.UserReport;
import dev.sallyport.appliance.api.UserRequest;
import dev.sallyport.oci.JsonReader;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code appliance users add}. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Adds a user. From the first one on, pushes need a login.",
        footer = {
            "",
            "Examples:",
            "  appliance users add alice --role push --repositories 'team/**'",
            "  pwgen -s 20 1 | tee secret | appliance users add robot --role pull --password-stdin",
            "  appliance users add carol --role admin --server https://appliance:5000 --server-ca ca.pem --token-file setup-token"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class UsersAddCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Up to 64 of a-z, 0-9 and . _ @ -")
    private String name;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description =
                    "pull, push, admin or auditor; more can be granted later. Default: none, which is what anonymous may.")
    private String role = "";

    @Option(
            names = "--repositories",
            paramLabel = "PATTERN",
            description =
                    "Where, for pull and push: repository names with '*' for part of a component and '**' for any path, separated"
                            + " by commas. Default: everywhere.")
    private String repositories = "**";

    @Mixin
    private PasswordOptions password;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        ApiClient client = server.connect();
        List<GrantReport> grants = role.isEmpty() ? List.of() : List.of(new GrantReport(role, repositories));
        JsonReader answer = client.post(
                ApiPaths.USERS, "application/json", new UserRequest(name, password.read(name), grants).encode());
        if (!output.printIfJson(answer.object())) {
            output.println(UsersListCommand.sentence(UserReport.read(answer)));
        }
        return 0;
    }
}
