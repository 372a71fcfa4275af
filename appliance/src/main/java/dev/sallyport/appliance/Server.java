package dev.sallyport.appliance;

import dev.sallyport.appliance.access.Access;
import dev.sallyport.appliance.access.AdminToken;
import dev.sallyport.appliance.access.Authority;
import dev.sallyport.appliance.access.OwnAuthority;
import dev.sallyport.appliance.access.PersonalToken;
import dev.sallyport.appliance.access.PublicUrl;
import dev.sallyport.appliance.access.ServerNames;
import dev.sallyport.appliance.admin.ServerInfo;
import dev.sallyport.appliance.api.ServerFiles;
import dev.sallyport.appliance.clients.ClientHandouts;
import dev.sallyport.appliance.http.AccessLogTarget;
import dev.sallyport.appliance.http.AnswerVersion;
import dev.sallyport.appliance.http.HttpServer;
import dev.sallyport.appliance.http.Limits;
import dev.sallyport.appliance.http.MetricsAccess;
import dev.sallyport.appliance.http.Readiness;
import dev.sallyport.appliance.http.ServerSettings;
import dev.sallyport.appliance.http.TlsFiles;
import dev.sallyport.appliance.imports.Imports;
import dev.sallyport.appliance.jobs.Jobs;
import dev.sallyport.appliance.registry.LayerHosts;
import dev.sallyport.appliance.registry.RegistrySettings;
import dev.sallyport.appliance.registry.StoredContent;
import dev.sallyport.appliance.resolution.LocalTags;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.appliance.resolution.ReferenceResolution;
import dev.sallyport.appliance.resolution.StoredNames;
import dev.sallyport.appliance.resolution.TagResolution;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.Recovery;
import dev.sallyport.appliance.store.SpaceRules;
import dev.sallyport.appliance.uploads.ManifestRules;
import dev.sallyport.appliance.uploads.Manifests;
import dev.sallyport.appliance.uploads.PushSpace;
import dev.sallyport.appliance.uploads.RuledSpace;
import dev.sallyport.appliance.uploads.Uploads;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedValueException;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The appliance: the store, the imports and the HTTP server over one data folder. Where it listens and the token that admits to its
 * API are written into the folder while it runs.
 */
public final class Server implements Closeable {
    /** What tokens are signed with. */
    private static final String TOKEN_KEY = "token.key";
    /** The folder of the authority that is made if no certificate is given. */
    private static final String TLS = "tls";

    private final Path addressFile;
    private final ApplianceStore store;
    private final Imports imports;
    private final Jobs jobs;
    private final HttpServer http;
    private final Access access;
    private final @Nullable OwnAuthority own;
    private final @Nullable PublicUrl publicUrl;
    private final @Nullable String setupToken;

    private Server(
            Path addressFile,
            ApplianceStore store,
            Imports imports,
            Jobs jobs,
            HttpServer http,
            Access access,
            @Nullable OwnAuthority own,
            @Nullable PublicUrl publicUrl,
            @Nullable String setupToken) {
        this.addressFile = addressFile;
        this.store = store;
        this.imports = imports;
        this.jobs = jobs;
        this.http = http;
        this.access = access;
        this.own = own;
        this.publicUrl = publicUrl;
        this.setupToken = setupToken;
    }

    /** Opens the data folder and starts to listen; returns when connections are accepted. */
    public static Server start(ServeSettings settings, Clock clock) throws IOException, SallyportException {
        return start(settings, clock, line -> {});
    }

    /** As {@link #start(ServeSettings, Clock)}; {@code messages} is told for people what takes long before it listens. */
    public static Server start(ServeSettings settings, Clock clock, Consumer<String> messages)
            throws IOException, SallyportException {
        ServerNames.check(settings.names());
        ApplianceStore store = ApplianceStore.open(settings.data(), new SystemDisk(), clock, messages);
        try {
            return start(settings, clock, store);
        } catch (Throwable e) {
            store.close();
            throw e;
        }
    }

    private static Server start(ServeSettings settings, Clock clock, ApplianceStore store)
            throws IOException, SallyportException {
        SpaceRules space = new SpaceRules(store, settings.space().reserve());
        PushSpace pushSpace = new RuledSpace(space);
        ServerNames machine = machineNames(settings);
        NameResolution names = new NameResolution(
                settings.defaultRegistry(),
                ownNames(settings, machine),
                settings.upstreamNames(),
                new StoredNames(store));
        TagResolution tags = new TagResolution(store, settings.derivedTags());
        ReferenceResolution references = new ReferenceResolution(store, names, tags);
        Uploads uploads = Uploads.open(store, pushSpace, clock);
        Imports imports = Imports.open(store, clock, space);
        Jobs jobs = Jobs.start(
                store, imports, uploads::expire, space, settings.space().toSettings(), clock);
        try {
            OwnAuthority own = ownAuthority(settings, machine, clock);
            AdminToken admin = AdminToken.open(settings.data().resolve(ServerFiles.ADMIN_TOKEN));
            String setup = store.access().state().isConfigured() ? null : PersonalToken.setup();
            Access access = Access.open(
                    store.access(),
                    admin,
                    settings.data().resolve(TOKEN_KEY),
                    // What a proxy passes on comes from loopback, whoever sent it.
                    settings.address().isLoopbackAddress() && settings.publicUrl() == null,
                    settings.names(),
                    setup == null ? null : AdminToken.of(setup),
                    clock);
            ServerInfo info = new ServerInfo(version(), clock.instant(), () -> {
                List<String> notices = notices(store.recovery());
                if (own != null) {
                    notices.addAll(own.notices());
                }
                return notices;
            });
            Readiness writable = () -> store.writable()
                    ? Optional.empty()
                    : Optional.of("the store takes no changes until a restart; the log says why");
            MetricsAccess metricsAccess = admin::admits;
            AnswerVersion answerVersion = store::changes;
            Authority authority = own == null ? Authority.none() : own.authority();
            List<Object> services = new ArrayList<>(List.of(
                    store,
                    imports,
                    jobs,
                    space,
                    store.trust(),
                    store.catalog(),
                    store.local(),
                    store.repositories(),
                    info,
                    store.access(),
                    access,
                    authority,
                    writable,
                    metricsAccess,
                    answerVersion,
                    names,
                    uploads,
                    Manifests.open(store, pushSpace, new ManifestRules(!settings.completeManifests())),
                    new RegistrySettings(settings.deletions(), settings.publicUrl()),
                    new StoredContent(store, tags),
                    references,
                    new LocalTags(store, names, references),
                    store.shadows(settings.defaultRegistry()),
                    store.repositoryList(),
                    new ClientHandouts(
                            store,
                            settings.defaultRegistry(),
                            settings.tlsCertificate() != null || own != null,
                            authority,
                            settings.publicUrl())));
            if (!settings.layerHosts().isEmpty()) {
                // Where there is none, no request is looked at for it.
                services.add(new LayerHosts(settings.layerHosts(), store.layers()));
            }
            HttpServer http = HttpServer.start(httpSettings(settings, own), services.toArray());
            new ServerMetrics(store, imports, jobs, uploads).register(http.metrics());
            PublicUrl publicUrl = settings.publicUrl();
            info.listensAt(publicUrl == null ? http.uri().toString() : publicUrl.toString());
            Path addressFile = settings.data().resolve(ServerFiles.ADDRESS);
            AdminToken.writePrivately(addressFile, addressOf(settings, http.uri(), own));
            if (own != null) {
                own.keepRenewed();
            }
            return new Server(addressFile, store, imports, jobs, http, access, own, publicUrl, setup);
        } catch (Throwable e) {
            jobs.close();
            imports.close();
            throw e;
        }
    }

    /** Where clients reach it from this machine. */
    public URI uri() {
        return http.uri();
    }

    /** What admits to adding the first user, until there is one; to be shown to whoever started the server, and nobody else. */
    public Optional<String> setupToken() {
        return Optional.ofNullable(setupToken);
    }

    /** What its start had to put right, one sentence each. */
    public List<String> notices() {
        return notices(store.recovery());
    }

    /** What there is to say of the certificate that the appliance made for itself, one sentence each; nothing if it was given one. */
    public List<String> certificateNotices() throws IOException {
        if (own == null) {
            return List.of();
        }
        List<String> notices = new ArrayList<>();
        notices.add("clients have to trust " + own.authorityFile() + " (also at "
                + (publicUrl == null ? http.uri() : publicUrl) + "/ca.pem), SHA-256 "
                + own.fingerprint());
        if (!own.uncoveredNames().isEmpty()) {
            notices.add("the authority was made before this machine was called "
                    + String.join(", ", own.uncoveredNames())
                    + ": clients that use that name refuse it; delete "
                    + own.authorityFile().getParent()
                    + " to make another authority, and hand that out again");
        }
        return notices;
    }

    /** Opens the access log's file again, if there is one: somebody has moved the old one away. */
    public void reopenAccessLog() {
        http.reopenAccessLog();
    }

    /**
     * Stops listening at once, lets what was asked for be answered, but no longer than {@code deadline}, then closes as {@link
     * #close} does.
     */
    public void stop(Duration deadline) throws IOException {
        http.stop(deadline);
        close();
    }

    /** Stops listening, ends what was begun and lets the data folder go. */
    @Override
    public void close() throws IOException {
        try (store;
                imports;
                jobs;
                access) {
            http.close();
            if (own != null) {
                own.close();
            }
            Files.deleteIfExists(addressFile);
        }
    }

    private static ServerSettings httpSettings(ServeSettings settings, @Nullable OwnAuthority own) {
        Path certificate = settings.tlsCertificate();
        Path key = settings.tlsKey();
        if (own != null) {
            certificate = own.certificate();
            key = own.key();
        }
        TlsFiles tls = certificate == null || key == null
                ? null
                : new TlsFiles(certificate, key, settings.clientAuthorities());
        OperationSettings operation = settings.operation();
        Limits limits = Limits.DEFAULT
                .withConnections(operation.connections())
                .withUploads(operation.uploads())
                .withIdle(operation.idleTimeout());
        String accessLog = operation.accessLog();
        return new ServerSettings(
                settings.address(),
                settings.port(),
                tls,
                limits,
                accessLog == null ? null : AccessLogTarget.of(accessLog));
    }

    // Other machines reach it, and nobody gave a certificate.
    private static @Nullable OwnAuthority ownAuthority(ServeSettings settings, ServerNames machine, Clock clock)
            throws IOException, SallyportException {
        return settings.tlsCertificate() != null || settings.address().isLoopbackAddress()
                ? null
                : OwnAuthority.open(settings.data().resolve(TLS), machine, clock);
    }

    private static ServerNames machineNames(ServeSettings settings) throws IOException, MalformedValueException {
        List<String> given = new ArrayList<>(settings.names());
        PublicUrl url = settings.publicUrl();
        if (url != null) {
            given.add(url.name());
        }
        return ServerNames.ofThisMachine(settings.address(), given);
    }

    private static Set<String> ownNames(ServeSettings settings, ServerNames machine) {
        Set<String> names = new HashSet<>();
        if (settings.port() != 0) {
            names.addAll(machine.withPort(settings.port()));
        }
        PublicUrl url = settings.publicUrl();
        if (url != null) {
            names.add(url.host());
        }
        // They have to be in the certificate, but what lies there is not of this machine.
        names.removeIf(name -> settings.layerHosts().contains(name.replaceFirst(":[0-9]+$", "")));
        return names;
    }

    // A server that listens on every address is reached by commands on this machine through loopback.
    private static String addressOf(ServeSettings settings, URI uri, @Nullable OwnAuthority own) {
        String url = settings.address().isAnyLocalAddress()
                ? uri.getScheme() + "://127.0.0.1:" + uri.getPort()
                : uri.toString();
        Path certificate = own == null ? settings.tlsCertificate() : own.authorityFile();
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
            notices.add("The database was missing, damaged or not the journal's; it was built again.");
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
