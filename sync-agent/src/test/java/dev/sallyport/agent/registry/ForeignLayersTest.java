package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.TestRegistry;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ForeignLayersTest {
    private static final String FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

    @TempDir
    private Path folder;

    private final TestRegistry registry = TestRegistry.start();
    private final TestRegistry elsewhere = TestRegistry.start();
    private final byte[] content = new byte[400_000];

    @BeforeEach
    void put() {
        new Random(1).nextBytes(content);
        elsewhere.document("/layer", "application/octet-stream", content);
    }

    @AfterEach
    void close() {
        registry.close();
        elsewhere.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {FOREIGN, LAYER})
    void fetchesFromTheLayersAddressWithoutCredentials(String mediaType) throws Exception {
        TestClient test = TestClient.with(TestClient.login(folder, elsewhere.host(), "jane", "secret"))
                .with(options -> options.withPrivateLayerHosts("127.0.0.1"::equals));

        assertThat(fetch(test, layer(mediaType, elsewhere.url() + "/layer"))).isEqualTo(content);
        assertThat(elsewhere.requests())
                .allSatisfy(
                        request -> assertThat(request.header("Authorization")).isEmpty());
        assertThat(test.client().requests().get(elsewhere.host())).isEqualTo(Map.of(RequestKind.FOREIGN_LAYER, 1L));
    }

    @Test
    void goesOnWhereItBrokeOff() throws Exception {
        elsewhere.misbehave("GET", "/layer", 1, Misbehaviour.breakOffAfter(100_000));

        assertThat(fetch(allowing(), layer(FOREIGN, elsewhere.url() + "/layer")))
                .isEqualTo(content);
        assertThat(elsewhere.requests()).hasSize(2);
        assertThat(elsewhere.requests().get(1).header("Range")).contains("bytes=100000-");
    }

    @Test
    void readsChunks() throws Exception {
        elsewhere.misbehave("GET", "/layer", 1, new Misbehaviour.Chunked());

        assertThat(fetch(allowing(), layer(FOREIGN, elsewhere.url() + "/layer")))
                .isEqualTo(content);
    }

    @Test
    void triesEachAddress() throws Exception {
        Descriptor layer = layer(FOREIGN, elsewhere.url() + "/gone", "ftp://x/y", elsewhere.url() + "/layer");

        assertThat(fetch(allowing(), layer)).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "2130706433", "127.1", "[::ffff:127.0.0.1]", "0.0.0.0"})
    void neverAsksThisMachine(String host) {
        int port = java.net.URI.create(elsewhere.url()).getPort();

        assertThatThrownBy(
                        () -> fetch(TestClient.anonymous(), layer(FOREIGN, "http://" + host + ":" + port + "/layer")))
                .isInstanceOf(dev.sallyport.failure.SallyportException.class);
        assertThat(elsewhere.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.1.2.3",
                "224.0.0.1",
                "255.255.255.255",
                "198.18.0.1",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::",
                "2001:db8::1"
            })
    void knowsWhatIsNotPublic(String address) throws Exception {
        assertThat(PublicAddresses.contain(InetAddress.getAllByName(address)[0]))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1", "64:ff9b::808:808"})
    void knowsWhatIsPublic(String address) throws Exception {
        assertThat(PublicAddresses.contain(InetAddress.getAllByName(address)[0]))
                .isTrue();
    }

    @Test
    void aNameThatLeadsHereIsRefusedToo() {
        TestClient test = TestClient.anonymous().resolving(host -> List.of(InetAddress.getLoopbackAddress()));
        int port = java.net.URI.create(elsewhere.url()).getPort();

        assertThatThrownBy(() -> fetch(test, layer(FOREIGN, "http://layers.example:" + port + "/layer")))
                .isInstanceOf(PrivateLayerHostException.class)
                .hasMessageContaining("layers.example");
        assertThat(elsewhere.requests()).isEmpty();
    }

    @Test
    void aRedirectThatLeadsToAnotherPrivateHostIsRefused() {
        elsewhere.misbehave("GET", "/layer", 1, new Misbehaviour.RedirectTo("http://127.0.0.2:1/x"));

        assertThatThrownBy(() -> fetch(allowing(), layer(FOREIGN, elsewhere.url() + "/layer")))
                .isInstanceOf(PrivateLayerHostException.class)
                .hasMessageContaining("127.0.0.2");
    }

    @Test
    void stopsInALoopOfRedirects() {
        elsewhere.misbehave("GET", "/layer", TestRegistry.ALWAYS, Misbehaviour.redirectLoop());

        assertThatThrownBy(() -> fetch(allowing(), layer(FOREIGN, elsewhere.url() + "/layer")))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("redirects more than");
        assertThat(elsewhere.requests()).hasSizeLessThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "http://user:secret@x.example/", "nonsense", "http:///x", ""})
    void refusesOtherAddresses(String url) {
        assertThatThrownBy(() -> fetch(allowing(), layer(FOREIGN, url)))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageNotContaining("secret");
    }

    private TestClient allowing() {
        return TestClient.anonymous().with(options -> options.withPrivateLayerHosts("127.0.0.1"::equals));
    }

    private Descriptor layer(String mediaType, String... urls) {
        return new Descriptor(mediaType, Digest.sha256(content), content.length, null, null, Map.of(), List.of(urls));
    }

    private byte[] fetch(TestClient test, Descriptor layer) throws Exception {
        RepositoryAddress repository = new RepositoryAddress(registry.host(), "library/hello");
        try (InputStream in = test.client().blob(repository, layer, 0).content()) {
            return in.readAllBytes();
        }
    }
}
