package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.TestRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry on loopback that speaks TLS, with a certificate that the JDK's keytool makes for 127.0.0.1. */
final class TlsTest {
    private static final byte[] MANIFEST = ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX
                    + "\",\"manifests\":[]}")
            .getBytes(StandardCharsets.UTF_8);
    private static final String PASSWORD = "password";

    @TempDir
    private static Path keys;

    private static SSLContext context;
    private static ExecutorService threads;

    @TempDir
    private Path folder;

    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private HttpsServer server;
    private String redirect;
    private String challenge;

    @BeforeAll
    static void makeKey() throws Exception {
        Path store = keys.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keyStore = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keyStore.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keyStore, PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keyStore);
        context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stopThreads() {
        threads.shutdownNow();
    }

    @BeforeEach
    void start() throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void findsOutThatALoopbackRegistrySpeaksTls() throws Exception {
        TestClient test = trusting();

        assertThat(test.client().manifest(reference()).descriptor())
                .isEqualTo(Descriptor.of(MediaTypes.OCI_INDEX, MANIFEST));
        assertThat(test.pauses).isEmpty();
    }

    @Test
    void saysThatACertificateIsNotTrustedAndDoesNotTryAgain() {
        TestClient test = TestClient.anonymous();

        assertThatThrownBy(() -> test.client().manifest(reference()))
                .isInstanceOf(RegistryUnreachableException.class)
                .hasMessageContainingAll(host(), "no TLS connection")
                .satisfies(e -> assertThat(((SallyportException) e).remedy()).contains("trust store"));
        assertThat(test.pauses).isEmpty();
    }

    @Test
    void neverFollowsARedirectFromTlsToPlainHttp() {
        try (TestRegistry plain = TestRegistry.start()) {
            redirect = plain.url() + "/v2/library/hello/manifests/1.0";

            assertThatThrownBy(() -> trusting().client().manifest(reference()))
                    .isInstanceOf(RegistryProtocolException.class)
                    .hasMessageContaining("from TLS to plain HTTP at 127.0.0.1");
            assertThat(plain.requests()).isEmpty();
        }
    }

    @Test
    void neverAsksATokenServiceInPlainHttpOnBehalfOfTls() {
        try (TestRegistry plain = TestRegistry.start()) {
            challenge = "Bearer realm=\"" + plain.url() + "/token\",service=\"testkit\"";

            assertThatThrownBy(() -> trusting().client().manifest(reference()))
                    .isInstanceOf(RegistryProtocolException.class)
                    .hasMessageContaining("token service without TLS");
            assertThat(plain.requests()).isEmpty();
        }
    }

    @Test
    void sendsCredentialsToTheTokenServiceThatTlsNames() throws Exception {
        challenge = "Bearer realm=\"https://" + host() + "/token\",service=\"x\"";
        TestClient test =
                TestClient.with(TestClient.login(folder, host(), "jane", "secret"), context.getSocketFactory());

        test.client().manifest(reference());

        assertThat(authorizations).containsExactly("", "/token Basic", "Bearer");
    }

    @Test
    void takesAPortThatHangsUpForNoTls() throws Exception {
        try (ServerSocket closing = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> hangUpOnce(closing));

            assertThat(probe("http://127.0.0.1:" + closing.getLocalPort())).isFalse();
        }
        assertThat(probe("http://" + host())).isTrue();
    }

    private static boolean probe(String address) throws Exception {
        // Trusts nobody here: a refused certificate shows TLS as well as a handshake.
        return new TlsProbe(RegistryOptions.DEFAULT, new TlsFactories(RegistryOptions.DEFAULT, null))
                .speaksTls(URI.create(address));
    }

    private static void hangUpOnce(ServerSocket server) {
        try (Socket socket = server.accept()) {
            assertThat(socket.getInputStream().read(new byte[8192])).isPositive();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void neverTalksPlainHttpToAHostThatIsNotLoopback() {
        RegistryHost host = new RegistryHost("registry.example:80", false);

        assertThat(host.address("/v2/")).isEqualTo(URI.create("https://registry.example:80/v2/"));
        assertThat(host.mayBeTls()).isFalse();
    }

    @Test
    void talksToDockerHubWhereItIs() {
        assertThat(new RegistryHost("docker.io", false).address("/v2/"))
                .isEqualTo(URI.create("https://registry-1.docker.io/v2/"));
    }

    @Test
    void tellsLoopbackByName() {
        assertThat(List.of("localhost", "127.0.0.1", "127.8.8.8", "[::1]")).allMatch(Loopback::is);
        assertThat(List.of("localhost.example", "127.0.0.1.example", "128.0.0.1", "[::2]", "127.1", "example"))
                .noneMatch(Loopback::is);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String scheme = authorization == null ? "" : authorization.split(" ", 2)[0];
        authorizations.add(path.equals("/token") ? path + " " + scheme : scheme);
        if (path.equals("/token")) {
            send(exchange, 200, "application/json", "{\"token\":\"abc\"}".getBytes(StandardCharsets.UTF_8));
        } else if (redirect != null) {
            exchange.getResponseHeaders().set("Location", redirect);
            send(exchange, 307, "text/plain", new byte[0]);
        } else if (challenge != null && authorization == null) {
            exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
            send(exchange, 401, "text/plain", new byte[0]);
        } else {
            send(exchange, 200, MediaTypes.OCI_INDEX, MANIFEST);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static TestClient trusting() {
        return TestClient.with(new CredentialFiles(List.of()), context.getSocketFactory());
    }

    private Reference reference() {
        return new Reference(host(), "library/hello", new Tag("1.0"), null);
    }

    private String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }
}
