package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Access;
import dev.sallyport.appliance.access.Authority;
import dev.sallyport.appliance.access.TestAccess;
import dev.sallyport.appliance.http.AnswerVersion;
import dev.sallyport.appliance.http.HttpServer;
import dev.sallyport.appliance.http.ServerSettings;
import dev.sallyport.appliance.http.TlsFiles;
import dev.sallyport.appliance.resolution.NameResolution;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A running server with a registry whose content tests put in place. */
final class RegistryFixture implements AutoCloseable {
    final PublishedFixture published;
    final HttpServer server;

    RegistryFixture(Path folder) throws Exception {
        this(folder, Duration.ofMinutes(5), null);
    }

    RegistryFixture(Path folder, Duration idleTimeout, TlsFiles tls) throws Exception {
        this(folder, idleTimeout, tls, TestAccess.open(folder.resolve("access")));
    }

    RegistryFixture(Path folder, Duration idleTimeout, TlsFiles tls, Access access) throws Exception {
        this(folder, idleTimeout, tls, access, new NameResolution("docker.io", Set.of()));
    }

    RegistryFixture(Path folder, Duration idleTimeout, TlsFiles tls, Access access, NameResolution names)
            throws Exception {
        this(folder, idleTimeout, tls, access, names, List.of());
    }

    /** A server that gives answers again while {@code version} stands still. */
    static RegistryFixture withReplay(Path folder, AnswerVersion version) throws Exception {
        return new RegistryFixture(
                folder,
                Duration.ofMinutes(5),
                null,
                TestAccess.open(folder.resolve("access")),
                new NameResolution("docker.io", Set.of()),
                List.of(version));
    }

    private RegistryFixture(
            Path folder,
            Duration idleTimeout,
            TlsFiles tls,
            Access access,
            NameResolution names,
            List<AnswerVersion> version)
            throws Exception {
        published = new PublishedFixture(folder);
        List<Object> services =
                new ArrayList<>(List.of(published, access, Authority.none(), RegistrySettings.DEFAULT, names));
        services.addAll(version);
        server = HttpServer.start(
                new ServerSettings(InetAddress.getLoopbackAddress(), 0, tls, idleTimeout), services.toArray());
    }

    RawConnection connect() throws IOException {
        return new RawConnection(server.port());
    }

    @Override
    public void close() {
        server.close();
    }
}
