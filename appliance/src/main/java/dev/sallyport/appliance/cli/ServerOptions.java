package dev.sallyport.appliance.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which appliance a command talks to. */
@SuppressWarnings("NullAway.Init") // picocli fills it
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

    @Option(
            names = "--server-ca",
            paramLabel = "FILE",
            description = "With --server: the certificates to trust, in PEM, in place of those that Java does.")
    private @Nullable Path authorities;

    @Spec(Target.MIXEE)
    private CommandSpec mixee;

    ApiClient connect() throws IOException, ServerUnreachableException {
        return new ApiClient(address(), AdminToken.read(tokenFile == null ? data.resolve(AdminToken.FILE) : tokenFile));
    }

    private ServerAddress address() throws IOException, ServerUnreachableException {
        if (server != null) {
            return new ServerAddress(
                    server.toString().replaceFirst("/+$", ""),
                    authorities == null ? null : ServerTrust.authorities(authorities));
        }
        if (authorities != null) {
            throw new ParameterException(
                    mixee.commandLine(), "--server-ca goes with --server: of --data the server's certificate is known");
        }
        return ServerAddress.readFrom(data);
    }
}
