package dev.sallyport.appliance.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.ServeSettings;
import dev.sallyport.appliance.Server;
import dev.sallyport.appliance.api.ServerFiles;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole appliance on loopback, of which a proxy with another name tells the world. */
final class PublicUrlServingTest {
    private static final String URL = "https://registry.plant.example:8443";

    @TempDir
    private Path folder;

    private Server server;

    @BeforeEach
    void start() throws Exception {
        server = Server.start(
                new ServeSettings(folder, InetAddress.getLoopbackAddress(), 0, null, null, "docker.io")
                        .withPublicUrl(URL),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Answer request(String method, String path, String host, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + ' ' + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        try (RawConnection connection = new RawConnection(server.uri().getPort())) {
            return connection.send(request + "\r\n").answer();
        }
    }

    @Test
    void sendsClientsToThePublicUrlForATokenWhateverTheRequestSays() throws Exception {
        String[] forwarded = {
            "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: http", "Forwarded: host=evil.example;proto=http"
        };
        for (String host : new String[] {"registry.plant.example:8443", "127.0.0.1:5000", "evil.example"}) {
            Answer base = request("GET", "/v2/", host, forwarded);
            assertThat(base.status()).isEqualTo(401);
            assertThat(base.header("WWW-Authenticate"))
                    .isEqualTo("Bearer realm=\"" + URL + "/token\",service=\"registry.plant.example:8443\"");
            assertThat(request("POST", "/v2/team/app/blobs/uploads/", host, forwarded)
                            .header("WWW-Authenticate"))
                    .startsWith("Bearer realm=\"" + URL + "/token\"");
        }
    }

    @Test
    void asksForALoginThoughItListensOnLoopback() throws Exception {
        Answer push = request("POST", "/v2/team/app/blobs/uploads/", "localhost", "Content-Length: 0");
        assertThat(push.status()).isEqualTo(401);
        assertThat(push.text()).contains("registry.plant.example:8443 asks for a login");
    }

    @Test
    void namesThePublicUrlInClientFiles() throws Exception {
        String hosts = request("GET", "/clients/containerd/etc/containerd/certs.d/docker.io/hosts.toml", "evil.example")
                .text();
        assertThat(hosts).contains("server = \"" + URL + '"').doesNotContain("evil");
    }

    @Test
    void isMeantByItsPublicName() throws Exception {
        push("team/app");
        String path = "/v2/team/app/manifests/1?ns=";
        String accept = "Accept: " + MediaTypes.OCI_MANIFEST;
        assertThat(request("GET", path + "registry.plant.example:8443", "localhost", accept)
                        .status())
                .isEqualTo(200);
        assertThat(request("GET", path + "registry.other.example", "localhost", accept)
                        .status())
                .isEqualTo(404);
    }

    private void push(String repository) throws IOException {
        String login = AccessFixture.basic(
                "admin",
                Files.readString(folder.resolve(ServerFiles.ADMIN_TOKEN)).strip());
        byte[] config = PushFixture.bytes("{}");
        byte[] layer = PushFixture.bytes("a layer");
        try (RawConnection connection = new RawConnection(server.uri().getPort())) {
            for (byte[] blob : new byte[][] {config, layer}) {
                String upload = "/v2/" + repository + "/blobs/uploads/?digest=" + Digest.sha256(blob);
                assertThat(PushFixture.send(
                                        connection, "POST", upload, blob, login, "Content-Type: " + PushFixture.OCTETS)
                                .status())
                        .isEqualTo(201);
            }
            byte[] manifest = PushFixture.bytes(PushFixture.manifestText(config, layer, ""));
            String type = "Content-Type: " + MediaTypes.OCI_MANIFEST;
            assertThat(PushFixture.send(connection, "PUT", "/v2/" + repository + "/manifests/1", manifest, login, type)
                            .status())
                    .isEqualTo(201);
        }
    }
}
