package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ClientFilesReport;
import dev.sallyport.appliance.api.ClientFilesRequest;
import dev.sallyport.oci.JsonReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code appliance clients CLIENT}: writes the files of one client. */
@Command(
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Files are written below the folder under the paths where the client reads them. The appliance remembers which"
                    + " registries they name: 'appliance status' says when something from another one is published.",
            "",
            "Examples:",
            "  appliance clients containerd --host appliance.example:5000 --output containerd",
            "  appliance clients podman --host 10.0.0.5 --ca our-ca.pem --output podman"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class ClientFilesCommand implements Callable<Integer> {
    private final String client;

    ClientFilesCommand(String client) {
        this.client = client;
    }

    @Option(
            names = "--host",
            paramLabel = "HOST[:PORT]",
            description =
                    "The appliance as this client reaches it: a name or address that its certificate has. Default: the one in"
                            + " the server's --public-url.")
    private @Nullable String host;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = "Where to write: a new folder, an empty one, or one that this command wrote before.")
    private Path folder;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "The certificate in PEM that the client has to trust. Default: the appliance's own authority.")
    private @Nullable Path authority;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        String trusted =
                authority == null ? null : new String(Files.readAllBytes(authority), StandardCharsets.ISO_8859_1);
        ClientFolder target = new ClientFolder(folder);
        target.requireOurs();
        JsonReader answer = server.connect()
                .post(ApiPaths.CLIENTS, "application/json", new ClientFilesRequest(client, host, trusted).encode());
        ClientFilesReport report = ClientFilesReport.read(answer);
        target.write(report.files());
        if (!output.printIfJson(answer.object())) {
            report.files().forEach(file -> output.println(folder.resolve(file.path())));
            output.message("for " + client + " and these registries: " + String.join(", ", report.registries())
                    + "; what to do with them: " + folder.resolve(ClientFolder.README));
        }
        return 0;
    }
}
