package dev.sallyport.agent.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocketFactory;

/** A client whose waits take no time but are noted, and move its clock. */
final class TestClient {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    final RegistryOptions options;
    private final CredentialFiles credentials;
    private final SSLSocketFactory tls;
    private Instant now = START;
    private KnownManifests known = KnownManifests.NONE;
    private AddressResolver resolver = AddressResolver.SYSTEM;
    private RegistryNotices notices = RegistryNotices.NONE;
    private RegistryClient client;

    private TestClient(RegistryOptions options, CredentialFiles credentials, SSLSocketFactory tls) {
        this.options = options;
        this.credentials = credentials;
        this.tls = tls;
    }

    static TestClient anonymous() {
        return with(new CredentialFiles(List.of()));
    }

    static TestClient with(CredentialFiles credentials) {
        return with(credentials, null);
    }

    static TestClient with(CredentialFiles credentials, SSLSocketFactory tls) {
        return new TestClient(options(), credentials, tls);
    }

    /** Gives up on a silent registry soon. */
    static TestClient impatient() {
        return new TestClient(options().withIdleTimeout(Duration.ofMillis(150)), new CredentialFiles(List.of()), null);
    }

    private static RegistryOptions options() {
        return RegistryOptions.DEFAULT
                .withIdleTimeout(Duration.ofSeconds(20))
                .withRetries(4, Duration.ofSeconds(1), Duration.ofMinutes(5))
                .withCertificateFolders(List.of());
    }

    /** The same with other options; nothing was sent yet. */
    TestClient with(UnaryOperator<RegistryOptions> change) {
        return new TestClient(change.apply(options), credentials, tls)
                .knowing(known)
                .noticing(notices)
                .resolving(resolver);
    }

    TestClient resolving(AddressResolver who) {
        resolver = who;
        return this;
    }

    TestClient noticing(RegistryNotices who) {
        notices = who;
        return this;
    }

    TestClient knowing(KnownManifests manifests) {
        known = manifests;
        return this;
    }

    synchronized RegistryClient client() {
        if (client == null) {
            client = new RegistryClient(options, credentials, clock(), this::sleep, known, notices, tls, resolver);
        }
        return client;
    }

    synchronized void advance(Duration duration) {
        now = now.plus(duration);
    }

    private void sleep(Duration duration) {
        pauses.add(duration);
        advance(duration);
    }

    private synchronized Instant now() {
        return now;
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now();
            }
        };
    }

    /** A file as docker login writes it, with one user. */
    static CredentialFiles login(Path folder, String key, String user, String password) {
        String auth = Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
        return file(folder, "{\"auths\":{\"" + key + "\":{\"auth\":\"" + auth + "\"}}}");
    }

    static CredentialFiles file(Path folder, String content) {
        try {
            return new CredentialFiles(
                    List.of(Files.writeString(folder.resolve("config.json"), content, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
