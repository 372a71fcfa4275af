package dev.sallyport.appliance.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.appliance.SettableClock;
import dev.sallyport.appliance.access.Access;
import dev.sallyport.appliance.access.AdminToken;
import dev.sallyport.appliance.access.PasswordHash;
import dev.sallyport.appliance.access.PersonalToken;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.appliance.resolution.KnownNames;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.appliance.store.AccessRegister;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.Grant;
import dev.sallyport.appliance.store.JournalReader;
import dev.sallyport.appliance.store.JournalRecord;
import dev.sallyport.appliance.store.Role;
import dev.sallyport.appliance.store.UserName;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UnsyncedDisk;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.StrictJson;
import dev.sallyport.signature.RepositoryPattern;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A running registry with users in a real store. {@code docker.io/demo/app:1.0} and {@code docker.io/secret/app:1.0} are published. */
final class AccessFixture implements AutoCloseable {
    static final UserName ALICE = new UserName("alice");
    static final String PASSWORD = "wonderland";
    static final String ADMIN = "the-admin-token-of-the-tests-0123456789ab";

    /** A repository here, and a name of another one. */
    static final String LOCAL = "secret/local";

    static final String ALIAS = "secret/short";

    final SettableClock clock = new SettableClock();
    final ApplianceStore store;
    final AccessRegister users;
    final RegistryFixture registry;
    private final Access access;

    AccessFixture(Path folder, boolean loopback) throws Exception {
        store = ApplianceStore.open(folder.resolve("data"), new UnsyncedDisk(new SystemDisk()), clock);
        users = store.access();
        access = Access.open(
                users,
                AdminToken.of(ADMIN),
                folder.resolve("token.key"),
                loopback,
                List.of("registry.plant.example"),
                null,
                clock);
        registry = new RegistryFixture(
                folder.resolve("registry"),
                Duration.ofMinutes(5),
                null,
                access,
                new NameResolution("docker.io", Set.of(), Set.of(), new Names()));
        for (String repository : List.of("docker.io/demo/app", "docker.io/secret/app")) {
            registry.published.tag(
                    repository, "1.0", registry.published.manifest(repository, MediaTypes.OCI_MANIFEST, "{}"));
        }
    }

    AccessFixture addAlice(Grant... grants) throws Exception {
        users.addUser(ALICE, PasswordHash.of(PASSWORD), List.of(grants), "test");
        return this;
    }

    /** From now on nobody's images are in {@code docker.io/demo} alone. */
    AccessFixture hideSecrets() throws Exception {
        users.grant(UserName.ANONYMOUS, pull("docker.io/demo/*"), "test");
        users.revoke(UserName.ANONYMOUS, Grant.everywhere(Role.PULL), "test");
        return this;
    }

    static Grant pull(String pattern) {
        return new Grant(Role.PULL, new RepositoryPattern(pattern));
    }

    static Grant push(String pattern) {
        return new Grant(Role.PUSH, new RepositoryPattern(pattern));
    }

    String tokenOf(UserName user) throws Exception {
        String token = PersonalToken.make();
        Digest digest = PersonalToken.digest(token);
        users.createToken(user, PersonalToken.id(digest), digest, "", null, "test");
        return token;
    }

    Answer get(String path, String... headers) throws Exception {
        return request("GET", path, headers);
    }

    Answer request(String method, String path, String... headers) throws Exception {
        try (RawConnection connection = registry.connect()) {
            connection.request(method, path, headers);
            return method.equals("HEAD") ? connection.head() : connection.answer();
        }
    }

    Answer post(String path, String form) throws Exception {
        try (RawConnection connection = registry.connect()) {
            byte[] body = form.getBytes(UTF_8);
            connection.request(
                    "POST", path, "Content-Type: application/x-www-form-urlencoded", "Content-Length: " + body.length);
            return connection.send(body).answer();
        }
    }

    /** The status of a push to {@code repository}. */
    int pushing(String repository, String... headers) throws Exception {
        return request("POST", "/v1/probe/" + repository, headers).status();
    }

    /** The status of a pull from {@code repository}. */
    int pulling(String repository, String... headers) throws Exception {
        return get("/v2/" + repository + "/manifests/1.0", headers).status();
    }

    static String basic(String user, String password) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString((user + ':' + password).getBytes(UTF_8));
    }

    static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    static String scope(String scope) {
        return "/token?service=x&scope=" + URLEncoder.encode(scope, UTF_8);
    }

    static JsonReader json(Answer answer) throws Exception {
        return StrictJson.parseObject("an answer", answer.body(), 1 << 20);
    }

    static String token(Answer answer) throws Exception {
        return json(answer).text("token");
    }

    /** The actions and objects of the journal. */
    List<String> journal() throws Exception {
        access.awaitRecords();
        List<String> entries = new ArrayList<>();
        try (JournalReader reader = store.readJournal()) {
            for (JournalRecord entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry.action() + ' ' + entry.object());
            }
        }
        return entries;
    }

    @Override
    public void close() throws IOException {
        registry.close();
        access.close();
        store.close();
    }

    private static final class Names implements KnownNames {
        @Override
        public boolean isLocal(RepositoryName name) {
            return name.value().equals(LOCAL);
        }

        @Override
        public Optional<StreamName> publishedBy(RepositoryName name) {
            return Optional.empty();
        }

        @Override
        public Optional<Alias> alias(RepositoryName name) {
            return name.value().equals(ALIAS)
                    ? Optional.of(new Alias(new RepositoryName("quay.io/hidden/target"), false))
                    : Optional.empty();
        }
    }
}
