package dev.sallyport.appliance.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which appliance a command talks to. */
final class ServerOptions {
    /** Where the packaged appliance keeps its data. */
    static final String DEFAULT_DATA = "/var/lib/sallyport";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = DEFAULT_DATA,
            description =
                    "The appliance's data folder; the command talks to the server that runs on it. Default: ${DEFAULT-VALUE}")
    private Path data = Path.of(DEFAULT_DATA);

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Talk to this server instead, such as https://appliance:5000.")
    private @Nullable URI server;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The file that holds the admin token. Default: admin.token in the data folder.")
    private @Nullable Path tokenFile;

    ApiClient connect() throws IOException, ServerUnreachableException {
        ServerAddress address =
                server == null ? ServerAddress.readFrom(data) : new ServerAddress(server.toString(), null);
        return new ApiClient(address, AdminToken.read(tokenFile == null ? data.resolve(AdminToken.FILE) : tokenFile));
    }
}
