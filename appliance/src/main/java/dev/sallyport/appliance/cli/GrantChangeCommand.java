package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.UserReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Grants and revokes alike: a role, where it is held and by whom. */
@SuppressWarnings("NullAway.Init") // picocli fills what is required
abstract class GrantChangeCommand implements Callable<Integer> {
    private final String path;

    /** @param path where the server takes the change */
    GrantChangeCommand(String path) {
        this.path = path;
    }

    @Parameters(paramLabel = "NAME", description = "The user; 'anonymous' for whoever gives no name.")
    private String name;

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            description = {
                "pull: read; push: read, write and delete; admin: everything; auditor: read what the API says, the"
                        + " journal included."
            })
    private String role;

    @Option(
            names = "--repositories",
            paramLabel = "PATTERN",
            description =
                    "Where, for pull and push: repository names with '*' for part of a component and '**' for any path, separated"
                            + " by commas. Default: everywhere.")
    private String repositories = "**";

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public final Integer call() throws Exception {
        byte[] request = new JsonWriter()
                .put("name", name)
                .put("role", role)
                .put("repositories", repositories)
                .toBytes();
        JsonReader answer = server.connect().post(path, "application/json", request);
        if (!output.printIfJson(answer.object())) {
            output.println(UsersListCommand.sentence(UserReport.read(answer)));
        }
        return 0;
    }
}
