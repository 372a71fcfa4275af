package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.TestProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry whose certificate no public authority signed, and which wants to see one. */
final class HostCertificatesTest {
    private static final Digest DIGEST = Digest.sha256(new byte[0]);

    @TempDir
    private Path folder;

    private TlsServer server;
    private final TestClient test = TestClient.anonymous();

    @BeforeEach
    void start() throws Exception {
        server = TlsServer.start(folder, "ip:127.0.0.1,dns:registry.example", true, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", MediaTypes.OCI_MANIFEST);
            exchange.getResponseHeaders().set("Docker-Content-Digest", DIGEST.toString());
            exchange.getResponseHeaders().set("Content-Length", "500");
            exchange.sendResponseHeaders(
                    exchange.getRequestHeaders().containsKey("Proxy-Authorization") ? 500 : 200, -1);
            exchange.close();
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void isTrustedAndServedWithTheSettingsOfItsHost() throws Exception {
        assertThat(resolve(test.with(options -> options.withHosts(Map.of(server.host(), settings())))))
                .isEqualTo(DIGEST);
    }

    @Test
    void isTrustedAndServedWithDockersFolder() throws Exception {
        Path certificates = Files.createDirectories(folder.resolve("certs.d").resolve(server.host()));
        Files.copy(server.certificate, certificates.resolve("ca.crt"));
        Files.copy(server.certificate, certificates.resolve("client.cert"));
        Files.copy(server.key, certificates.resolve("client.key"));

        assertThat(resolve(test.with(options -> options.withCertificateFolders(List.of(folder.resolve("certs.d"))))))
                .isEqualTo(DIGEST);
    }

    @Test
    void isNotTrustedWithTheSettingsOfAnotherHost() {
        TestClient other = test.with(options -> options.withHosts(Map.of("127.0.0.1:1", settings())));

        assertThatThrownBy(() -> resolve(other)).isInstanceOf(RegistryUnreachableException.class);
    }

    @Test
    void servesNobodyWhoShowsNothing() {
        TestClient shy = test.with(
                options -> options.withHosts(Map.of(server.host(), HostSettings.DEFAULT.withCa(server.certificate))));

        assertThatThrownBy(() -> resolve(shy)).isInstanceOf(RegistryUnreachableException.class);
    }

    @Test
    void isReachedThroughATunnelThatAloneSeesTheProxysCredentials() throws Exception {
        try (TestProxy proxy = TestProxy.leadingTo(server.port())) {
            proxy.authenticate("Basic bWU6cEBzcyt3b3Jk");
            ProxySettings proxies =
                    ProxySettings.ofEnvironment(Map.of("https_proxy", "http://me:p%40ss+word@" + proxy.address()));
            TestClient behind = test.with(
                    options -> options.withProxies(proxies).withHosts(Map.of("registry.example", settings())));

            assertThat(behind.client()
                            .resolve(new Reference("registry.example", "library/hello", new Tag("1.0"), null))
                            .digest())
                    .isEqualTo(DIGEST);
            assertThat(proxy.heads())
                    .isNotEmpty()
                    .allSatisfy(head -> assertThat(head)
                            .startsWith("CONNECT registry.example:443 ")
                            .doesNotContain("library"));
        }
    }

    @Test
    void aProxyThatLetsNobodyThroughIsNamed() throws Exception {
        try (TestProxy proxy = TestProxy.leadingTo(server.port())) {
            proxy.authenticate("Basic somebody-else");
            ProxySettings proxies = ProxySettings.ofEnvironment(Map.of("HTTPS_PROXY", "me:secret@" + proxy.address()));
            TestClient behind = test.with(options -> options.withProxies(proxies));

            assertThatThrownBy(() -> behind.client()
                            .resolve(new Reference("registry.example", "library/hello", new Tag("1.0"), null)))
                    .isInstanceOf(ProxyRefusedException.class)
                    .hasMessageContainingAll(proxy.address(), "registry.example", "407")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void filesThatAreNoneAreNamed() throws Exception {
        Path junk = Files.writeString(
                folder.resolve("junk.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
        HostSettings broken = HostSettings.DEFAULT.withCa(junk);
        HostSettings noKey = HostSettings.DEFAULT.withClientCertificate(
                new ClientCertificate(server.certificate, server.certificate));

        assertThatThrownBy(() -> resolve(with(broken)))
                .isInstanceOf(TlsMaterialException.class)
                .hasMessageContaining("junk.pem");
        assertThatThrownBy(() -> resolve(with(noKey)))
                .isInstanceOf(TlsMaterialException.class)
                .hasMessageContaining("no unencrypted private key");
        assertThatThrownBy(() -> resolve(with(HostSettings.DEFAULT.withCa(folder.resolve("none")))))
                .isInstanceOf(TlsMaterialException.class)
                .hasMessageContaining("NoSuchFileException");
    }

    private TestClient with(HostSettings settings) {
        return test.with(options -> options.withHosts(Map.of(server.host(), settings)));
    }

    private HostSettings settings() {
        return HostSettings.DEFAULT
                .withCa(server.certificate)
                .withClientCertificate(new ClientCertificate(server.certificate, server.key));
    }

    private Digest resolve(TestClient client) throws Exception {
        return client.client()
                .resolve(new Reference(server.host(), "library/hello", new Tag("1.0"), null))
                .digest();
    }
}
