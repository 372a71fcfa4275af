package dev.sallyport.appliance.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.access.Authority;
import dev.sallyport.appliance.access.TestAccess;
import dev.sallyport.appliance.http.HttpServer;
import dev.sallyport.appliance.http.ServerSettings;
import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.appliance.resolution.TagResolution;
import dev.sallyport.appliance.store.DatabaseRows;
import dev.sallyport.oci.Digest;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image as Windows has them: its base layer is of a foreign type and has an address of its own. */
final class LayerHostTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String REPOSITORY = "mcr.example/windows/nanoserver";
    private static final String HOST = "layers.example";
    private static final String PATH = "/fwlink/base%20layer?part=1";
    private static final byte[] LAYER = "the base layer of a Windows".getBytes(UTF_8);
    private static final byte[] CONFIG =
            "{\"architecture\":\"amd64\",\"os\":\"windows\",\"os.version\":\"10.0.20348.1\"}".getBytes(UTF_8);
    /** Where that host's own registry has it. */
    private static final String BLOB = "/v2/windows/base/blobs/" + Digest.sha256(LAYER);

    /** What a publisher might like to answer for. */
    private static final List<String> OWN = List.of(
            "/v2/",
            "/v2/_catalog",
            "/v2/windows/servercore/manifests/ltsc2022",
            "/v2/windows/servercore/tags/list",
            "/v2/windows/servercore/blobs/" + Digest.sha256(CONFIG),
            "/v2/windows/servercore/other",
            "/v1/search?q=windows",
            "/token?service=layers.example",
            "/ca.pem",
            "/health",
            "/api/v1/status",
            "/api/v1/trust/revoke",
            "/files/tool",
            "/clients/podman/setup.sh");

    @TempDir
    Path data;

    private TestAppliance appliance;
    private HttpServer server;
    private TestBundle first;

    @BeforeEach
    void publish() throws Exception {
        appliance = new TestAppliance(data).trust(KEY);
        List<String> urls = new ArrayList<>(List.of(
                "https://" + HOST + PATH,
                "https://" + HOST + BLOB,
                "http://other.example:8080/layer",
                "ftp://" + HOST + "/f"));
        OWN.forEach(path -> urls.add("https://" + HOST + path));
        byte[] manifest = image(urls.toArray(String[]::new));
        first = new VolumeBuilder(KEY)
                .blob(manifest)
                .blob(CONFIG)
                .blob(LAYER)
                .tag(REPOSITORY, "ltsc2022", MANIFEST, manifest)
                .build();
        appliance.receive(first);
        var names = new NameResolution("docker.io", Set.of());
        server = HttpServer.start(
                new ServerSettings(InetAddress.getLoopbackAddress(), 0, null, Duration.ofMinutes(1)),
                new StoredContent(appliance.store(), new TagResolution(appliance.store(), true)),
                names,
                TestAccess.open(data.resolve("test-access")),
                RegistrySettings.DEFAULT,
                Authority.none(),
                new LayerHosts(Set.of(HOST), appliance.store().layers()));
    }

    private static byte[] image(String... urls) {
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":{\"mediaType\":"
                        + "\"application/vnd.docker.container.image.v1+json\",\"digest\":\"" + Digest.sha256(CONFIG)
                        + "\",\"size\":" + CONFIG.length + "},\"layers\":[{\"mediaType\":"
                        + "\"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip\",\"digest\":\""
                        + Digest.sha256(LAYER) + "\",\"size\":" + LAYER.length + ",\"urls\":[\""
                        + String.join("\",\"", urls) + "\"]}]}")
                .getBytes(UTF_8);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        appliance.close();
    }

    private Answer ask(String method, String host, String path, String... headers) throws Exception {
        String request = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n"
                + String.join(
                        "",
                        List.of(headers).stream().map(header -> header + "\r\n").toList()) + "\r\n";
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(request);
            return method.equals("HEAD") ? connection.head() : connection.answer();
        }
    }

    @Test
    void servesTheForeignLayerAsAnyBlob() throws Exception {
        Answer answer = ask("GET", "appliance.example", "/v2/" + REPOSITORY + "/blobs/" + Digest.sha256(LAYER));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(LAYER);
    }

    @Test
    void answersForTheLayersOwnAddress() throws Exception {
        Answer whole = ask("GET", HOST, PATH);
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(LAYER);
        assertThat(whole.header("Docker-Content-Digest"))
                .isEqualTo(Digest.sha256(LAYER).toString());
        assertThat(ask("GET", "LAYERS.example:443", PATH).body()).isEqualTo(LAYER);

        Answer head = ask("HEAD", HOST, PATH);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(LAYER.length));

        Answer part = ask("GET", HOST, PATH, "Range: bytes=4-7");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("base".getBytes(UTF_8));
    }

    @Test
    void answersForTheBlobsAddressInThatHostsRegistry() throws Exception {
        Answer answer = ask("GET", HOST, BLOB);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(LAYER);
    }

    @Test
    void noPublisherTakesOverWhatTheServerSaysItself() throws Exception {
        for (String path : OWN) {
            assertThat(ask("GET", HOST, path).body()).as(path).isNotEqualTo(LAYER);
        }
    }

    @Test
    void theHostDecidesAndOnlyOneThatAnAdministratorNamed() throws Exception {
        assertThat(ask("GET", "appliance.example", PATH).status()).isEqualTo(404);
        assertThat(ask("GET", "other.example:8080", "/layer").status()).isEqualTo(404);
        assertThat(ask("GET", HOST + ":8443", PATH).status()).isEqualTo(404);
    }

    @Test
    void whatIsNoPublishedLayersAddressIsAnsweredAsEverElse() throws Exception {
        for (String path : List.of("/", "/fwlink/base%20layer", "/other", "/f", PATH + "2")) {
            assertThat(ask("GET", HOST, path).status()).as(path).isEqualTo(404);
        }
        assertThat(ask("GET", HOST, "/v2/" + REPOSITORY + "/manifests/ltsc2022").status())
                .isEqualTo(200);
        assertThat(ask("DELETE", HOST, PATH).status()).isNotEqualTo(200);
        assertThat(ask("POST", HOST, PATH, "Content-Length: 0").status()).isNotEqualTo(200);
    }

    @Test
    void forgetsTheAddressWithTheReleaseAndRebuildsTheSame() throws Exception {
        appliance.receive(new VolumeBuilder(KEY)
                .sequence(2)
                .previous(1, first.digest())
                .image("docker.io/library/other", "1", "layer".getBytes(UTF_8))
                .build());
        assertThat(ask("GET", HOST, PATH).status()).as("kept for rollback").isEqualTo(200);
        rebuildsTheSame();
        appliance.store().releases().retire(TestAppliance.STREAM, 2, "test");
        assertThat(ask("GET", HOST, PATH).status()).isEqualTo(404);
        assertThat(DatabaseRows.of(appliance.store()).get("layer_url")).isEmpty();
        rebuildsTheSame();
    }

    private void rebuildsTheSame() throws Exception {
        Map<String, List<String>> rows = DatabaseRows.of(appliance.store());
        appliance.store().rebuild();
        assertThat(DatabaseRows.of(appliance.store())).isEqualTo(rows);
    }
}
