package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.ServeSettings;
import dev.sallyport.appliance.Server;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Reference;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code appliance serve}: runs the server until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Runs the server: a registry for container clients and the API that the other commands use.",
        footer = {
            "",
            "Examples:",
            "  appliance serve --data /var/lib/sallyport",
            "  appliance serve --data /var/lib/sallyport --listen 10.0.0.5:443 --tls-cert cert.pem --tls-key key.pem",
            "  appliance serve --data /var/lib/sallyport --access-log /var/log/sallyport/access.log --stop-timeout 2m",
            "  appliance serve --data /var/lib/sallyport --upstream-name registry.k8s.io --upstream-name quay.io",
            "  appliance serve --data /var/lib/sallyport --public-url https://registry.plant.example",
            "",
            "SIGTERM and SIGINT stop it once what was asked for is answered; the second one, at once. SIGHUP opens the",
            "access log again."
        })
final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ServerOptions.DEFAULT_DATA,
            description = "The data folder; made if it is not there. Default: ${DEFAULT-VALUE}")
    private Path data = Path.of(ServerOptions.DEFAULT_DATA);

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:5000",
            description =
                    "Where to listen; port 0 is any free one. For an address that is not loopback a certificate is made if none is"
                            + " given."
                            + " Default: ${DEFAULT-VALUE}")
    private String listen = "127.0.0.1:5000";

    @Option(
            names = "--default-registry",
            paramLabel = "HOST",
            defaultValue = "docker.io",
            description = "Where names without a host are looked for. Default: ${DEFAULT-VALUE}")
    private String defaultRegistry = "docker.io";

    @Option(
            names = "--upstream-name",
            paramLabel = "HOST",
            description =
                    "A registry's name by which clients reach this server, such as registry.k8s.io: what they ask for is"
                            + " that registry's. May be given several times.")
    private List<String> upstreamNames = List.of();

    @Option(
            names = "--layer-host",
            paramLabel = "HOST",
            description =
                    "A host that layers name in their 'urls', such as go.microsoft.com, whose name is pointed at this server:"
                            + " it answers for the published layers' addresses there. May be given several times.")
    private List<String> layerHosts = List.of();

    @Option(
            names = "--no-derived-tags",
            description =
                    "Answer for tags that are here and for no others: neither 'latest' nor '1.27' stands for a newer one.")
    private boolean noDerivedTags;

    @Mixin
    private SpaceOptions space;

    @Option(
            names = "--client-ca",
            paramLabel = "FILE",
            description =
                    "Authorities, in PEM, whose clients log in with a certificate: its common name is the user's. Needs TLS.")
    private @Nullable Path clientCa;

    @Option(
            names = "--name",
            paramLabel = "HOST",
            description =
                    "What clients call this machine, a name or an address, besides its own: a name of its own, and of the"
                            + " certificate that is made if none is given. Can be given more than once.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description =
                    "Where clients reach this server if that is not where it listens, such as https://registry.plant.example"
                            + " for a proxy that speaks TLS: what they are told of its address. Headers that proxies set are"
                            + " not looked at.")
    private @Nullable String publicUrl;

    @Option(
            names = "--no-delete",
            description = "Registry clients may delete nothing: neither tags nor manifests nor blobs.")
    private boolean noDelete;

    @Option(
            names = "--require-complete",
            description =
                    "Take a pushed manifest only if all it is made of is here: every layer of an image, every manifest of an"
                            + " index. Without this, parts may be missing, and the answer to the push warns of it.")
    private boolean requireComplete;

    @Spec
    private CommandSpec spec;

    @ArgGroup(exclusive = false)
    private @Nullable Tls tls;

    @Mixin
    private OperationOptions operation = new OperationOptions();

    private final Clock clock;

    ServeCommand(Clock clock) {
        this.clock = clock;
    }

    /** Certificate and key go together. */
    @SuppressWarnings("NullAway.Init") // picocli fills what is required
    static final class Tls {
        @Option(
                names = "--tls-cert",
                required = true,
                paramLabel = "FILE",
                description = "The server's certificate in PEM, followed by those between it and its authority.")
        private Path certificate;

        @Option(
                names = "--tls-key",
                required = true,
                paramLabel = "FILE",
                description = "Its private key in PEM, PKCS #8, not encrypted.")
        private Path key;
    }

    @Override
    public Integer call() throws Exception {
        ListenAddress address = ListenAddress.parse(listen);
        if (clientCa != null && tls == null && address.resolve().isLoopbackAddress()) {
            throw new ParameterException(
                    spec.commandLine(), "--client-ca needs TLS: give --tls-cert and --tls-key, or listen on a network");
        }
        ServeSettings settings = new ServeSettings(
                data.toAbsolutePath().normalize(),
                address.resolve(),
                address.port(),
                tls == null ? null : tls.certificate.toAbsolutePath(),
                tls == null ? null : tls.key.toAbsolutePath(),
                registry(defaultRegistry),
                registries(upstreamNames),
                hosts(layerHosts),
                !noDerivedTags,
                !noDelete,
                requireComplete,
                operation.settings(),
                space.settings(),
                clientCa == null ? null : clientCa.toAbsolutePath(),
                names,
                null);
        if (publicUrl != null) {
            settings = settings.withPublicUrl(publicUrl);
        }
        Duration stopTimeout = operation.stopTimeout();
        Server server = Server.start(settings, clock, this::message);
        server.certificateNotices().forEach(this::message);
        server.setupToken().ifPresent(this::tellSetup);
        return new ServeProcess(server, stopTimeout, this::message).run(settings.data());
    }

    private void tellSetup(String token) {
        message("setup token: " + token);
        message("  It admits to adding the first user, once: write it into a file and run");
        message("  appliance users add NAME --role admin --server URL [--server-ca FILE] --token-file FILE");
        message("  On this machine, appliance users add NAME --role admin --data " + data + " will do.");
    }

    private void message(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    private static Set<String> hosts(List<String> names) throws MalformedValueException {
        Set<String> hosts = new LinkedHashSet<>();
        for (String name : names) {
            hosts.add(host(Reference.canonicalHost(name)));
        }
        return hosts;
    }

    private static Set<String> registries(List<String> names) throws MalformedValueException {
        Set<String> registries = new LinkedHashSet<>();
        for (String name : names) {
            registries.add(registry(Reference.canonicalHost(name)));
        }
        return registries;
    }

    // Below a name without dot and port are local repositories.
    private static String registry(String text) throws MalformedValueException {
        if (!ServeSettings.isRegistry(host(text))) {
            throw new MalformedValueException(
                    "registry host", text, "a host name with a dot or a port, such as docker.io");
        }
        return text;
    }

    private static String host(String text) throws MalformedValueException {
        if (!Reference.isCanonicalHost(text)) {
            throw new MalformedValueException(
                    "registry host", text, "a host name with an optional port, such as docker.io");
        }
        return text;
    }
}
