package dev.sallyport.appliance;

import dev.sallyport.appliance.access.AdminToken;
import dev.sallyport.appliance.admin.ServerInfo;
import dev.sallyport.appliance.api.ServerFiles;
import dev.sallyport.appliance.clients.ClientHandouts;
import dev.sallyport.appliance.http.HttpServer;
import dev.sallyport.appliance.http.ServerSettings;
import dev.sallyport.appliance.http.TlsFiles;
import dev.sallyport.appliance.imports.Imports;
import dev.sallyport.appliance.registry.LayerHosts;
import dev.sallyport.appliance.registry.StoredContent;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.appliance.resolution.ReferenceResolution;
import dev.sallyport.appliance.resolution.StoredNames;
import dev.sallyport.appliance.resolution.TagResolution;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.Recovery;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonWriter;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The appliance: the store, the imports and the HTTP server over one data folder. Where it listens and the token that admits to its
 * API are written into the folder while it runs.
 */
public final class Server implements Closeable {
    private final Path addressFile;
    private final ApplianceStore store;
    private final Imports imports;
    private final HttpServer http;

    private Server(Path addressFile, ApplianceStore store, Imports imports, HttpServer http) {
        this.addressFile = addressFile;
        this.store = store;
        this.imports = imports;
        this.http = http;
    }

    /** Opens the data folder and starts to listen; returns when connections are accepted. */
    public static Server start(ServeSettings settings, Clock clock) throws IOException, SallyportException {
        ApplianceStore store = ApplianceStore.open(settings.data(), new SystemDisk(), clock);
        try {
            return start(settings, clock, store);
        } catch (Throwable e) {
            store.close();
            throw e;
        }
    }

    private static Server start(ServeSettings settings, Clock clock, ApplianceStore store)
            throws IOException, SallyportException {
        Imports imports = Imports.open(store, clock);
        NameResolution names = new NameResolution(
                settings.defaultRegistry(), ownNames(settings), settings.upstreamNames(), new StoredNames(store));
        TagResolution tags = new TagResolution(store, settings.derivedTags());
        try {
            ServerInfo info = new ServerInfo(version(), clock.instant(), notices(store.recovery()));
            List<Object> services = new ArrayList<>(List.of(
                    store,
                    imports,
                    store.trust(),
                    store.catalog(),
                    info,
                    AdminToken.open(settings.data().resolve(ServerFiles.ADMIN_TOKEN)),
                    names,
                    new ReferenceResolution(store, names, tags),
                    new ClientHandouts(store, settings.defaultRegistry(), settings.tlsCertificate() != null, null),
                    new StoredContent(store, tags)));
            if (!settings.layerHosts().isEmpty()) {
                // Where there is none, no request is looked at for it.
                services.add(new LayerHosts(settings.layerHosts(), store.layers()));
            }
            HttpServer http = HttpServer.start(httpSettings(settings), services.toArray());
            info.listensAt(http.uri().toString());
            Path addressFile = settings.data().resolve(ServerFiles.ADDRESS);
            AdminToken.writePrivately(addressFile, addressOf(settings, http.uri()));
            return new Server(addressFile, store, imports, http);
        } catch (Throwable e) {
            imports.close();
            throw e;
        }
    }

    /** Where clients reach it from this machine. */
    public URI uri() {
        return http.uri();
    }

    /** What its start had to put right, one sentence each. */
    public List<String> notices() {
        return notices(store.recovery());
    }

    /** Stops listening, ends what was begun and lets the data folder go. */
    @Override
    public void close() throws IOException {
        try (store;
                imports) {
            http.close();
            Files.deleteIfExists(addressFile);
        }
    }

    private static ServerSettings httpSettings(ServeSettings settings) {
        Path certificate = settings.tlsCertificate();
        Path key = settings.tlsKey();
        TlsFiles tls = certificate == null || key == null ? null : new TlsFiles(certificate, key);
        return new ServerSettings(settings.address(), settings.port(), tls);
    }

    private static Set<String> ownNames(ServeSettings settings) {
        return settings.port() == 0
                ? Set.of()
                : Set.of(settings.address().getHostAddress() + ":" + settings.port(), "localhost:" + settings.port());
    }

    // A server that listens on every address is reached by commands on this machine through loopback.
    private static String addressOf(ServeSettings settings, URI uri) {
        String url = settings.address().isAnyLocalAddress()
                ? uri.getScheme() + "://127.0.0.1:" + uri.getPort()
                : uri.toString();
        Path certificate = settings.tlsCertificate();
        return JsonWriter.encodeToString(new JsonWriter()
                        .put("url", url)
                        .putIfPresent("certificate", certificate == null ? null : certificate.toString())
                        .toObject())
                + "\n";
    }

    private static List<String> notices(Recovery recovery) {
        List<String> notices = new ArrayList<>();
        if (recovery.tornBytes() > 0) {
            notices.add("The journal ended in " + recovery.tornBytes()
                    + " bytes of a record that was never acknowledged; they were dropped.");
        }
        if (recovery.databaseDropped()) {
            notices.add("The database was missing or not the journal's; it was built again.");
        }
        if (recovery.replayed() > 0) {
            notices.add("The database was brought up to date with " + recovery.replayed() + " records of the journal.");
        }
        return notices;
    }

    private static String version() {
        return Objects.requireNonNullElse(Server.class.getPackage().getImplementationVersion(), "(not from a jar)");
    }
}
