package dev.sallyport.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.StrictJson;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code appliance clients} against a real server on loopback. */
final class ClientsCommandTest extends CommandFixture {
    private static final String HOST = "appliance.example:5000";

    private TestBundle published;

    @BeforeEach
    void publishNginx() throws Exception {
        trust("factory-7");
        publish(1, new VolumeBuilder(KEY).image("docker.io/library/nginx", "1.27.3", "layer".getBytes(UTF_8)));
    }

    private void publish(long sequence, VolumeBuilder builder) throws Exception {
        builder.stream("factory-7").sequence(sequence);
        if (published != null) {
            builder.previous(sequence - 1, published.digest());
        }
        published = builder.build();
        Path volume = Files.write(folder.resolve("volume-" + sequence + ".tar"), published.volume(1));
        assertThat(run("import", volume.toString())).as(err.toString()).isZero();
    }

    private int clients(String kind, Path output) {
        return run("clients", kind, "--host", HOST, "--output", output.toString());
    }

    @Test
    void writesTheFilesOfEachClient() throws Exception {
        for (String kind : List.of("containerd", "docker", "podman", "crio", "k3s", "openshift", "kubernetes")) {
            Path output = folder.resolve(kind);
            assertThat(clients(kind, output)).as(err.toString()).isZero();
            assertThat(output.resolve("README.md")).isRegularFile();
            for (String line : out.toString().lines().toList()) {
                assertThat(Path.of(line)).isRegularFile();
            }
        }
        assertThat(folder.resolve("containerd/etc/containerd/certs.d/docker.io/hosts.toml"))
                .content()
                .contains("[host.\"http://" + HOST + "\"]");
    }

    @Test
    void writesIntoNobodyElsesFolder() throws Exception {
        Path other = Files.createDirectories(folder.resolve("etc/docker"));
        Files.writeString(other.resolve("daemon.json"), "{\"debug\": true}");
        assertThat(clients("docker", folder.resolve("etc"))).isEqualTo(2);
        assertThat(err.toString()).contains("files that this command did not write");
        assertThat(other.resolve("daemon.json")).hasContent("{\"debug\": true}");

        Path own = folder.resolve("own");
        assertThat(clients("docker", own)).isZero();
        assertThat(clients("docker", own)).isZero();
    }

    @Test
    void statusSaysWhatTheFilesLackThatWereHandedOut() throws Exception {
        assertThat(clients("containerd", folder.resolve("containerd"))).isZero();
        assertThat(clients("docker", folder.resolve("docker"))).isZero();
        assertThat(run("status")).isZero();
        assertThat(out.toString()).doesNotContain("lack");

        publish(2, new VolumeBuilder(KEY).image("registry.k8s.io/pause", "3.10", "pause".getBytes(UTF_8)));
        server.close();
        server = serve();
        assertThat(run("status")).isZero();
        assertThat(out.toString())
                .contains("handed out for containerd at " + HOST + " lack registry.k8s.io")
                .doesNotContain("docker at");
        assertThat(run("rebuild")).isZero();
        assertThat(run("status")).isZero();
        assertThat(out.toString()).contains("lack registry.k8s.io");

        assertThat(clients("containerd", folder.resolve("containerd"))).isZero();
        assertThat(folder.resolve("containerd/etc/containerd/certs.d/registry.k8s.io/hosts.toml"))
                .isRegularFile();
        assertThat(run("status")).isZero();
        assertThat(out.toString()).doesNotContain("lack");
    }

    @Test
    void refusesWhatIsNoHostAndWhatIsNoCertificate() throws Exception {
        assertThat(run(
                        "clients",
                        "podman",
                        "--host",
                        "a b",
                        "--output",
                        folder.resolve("a").toString()))
                .isEqualTo(2);
        Path key = Files.writeString(
                folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThat(run(
                        "clients",
                        "podman",
                        "--host",
                        HOST,
                        "--ca",
                        key.toString(),
                        "--output",
                        folder.resolve("b").toString()))
                .isEqualTo(2);
        assertThat(folder.resolve("b")).doesNotExist();
    }

    @Test
    void checksWhatAComposeFileWouldBeAnswered() throws Exception {
        Path compose = Files.writeString(folder.resolve("compose.yaml"), """
                services:
                  exact: {image: "nginx:1.27.3"}
                  partial: {image: "docker.io/library/nginx:1.27"}
                """);
        assertThat(run("clients", "check", compose.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines().findFirst().orElseThrow())
                .containsPattern("IMAGE +ANSWER +DIGEST +PLATFORM +MISSING");
        assertThat(out.toString())
                .containsPattern("nginx:1.27 +docker.io/library/nginx:1.27.3 +sha256:[0-9a-f]{64} +linux/amd64 +-");
    }

    @Test
    void endsWithFourWhenAnImageOrAPlatformIsMissing() throws Exception {
        Path list = Files.writeString(folder.resolve("images.txt"), "nginx:1.27.3\nnginx:1.28\nNot//A:Name\n");
        assertThat(run("clients", "check", list.toString())).isEqualTo(4);
        assertThat(out.toString()).contains("nginx:1.28", "1.27.3").contains("no image is named like that");

        Path present = Files.writeString(folder.resolve("present.txt"), "nginx:1.27.3\n");
        assertThat(run("clients", "check", present.toString(), "--platform", "linux/amd64"))
                .isZero();
        assertThat(run("clients", "check", present.toString(), "--platform", "linux/arm64"))
                .isEqualTo(4);
        assertThat(out.toString()).contains("linux/arm64");
        assertThat(run("clients", "check", present.toString(), "--json")).isZero();
        assertThat(StrictJson.parseObject("answer", out.toString().strip().getBytes(UTF_8), 10_000)
                        .objects("images"))
                .hasSize(1);
    }

    @Test
    void refusesTheNameOfTheDefaultRegistryForItself() {
        assertThat(run(
                        "clients",
                        "podman",
                        "--host",
                        "docker.io",
                        "--output",
                        folder.resolve("out").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("Malformed host 'docker.io'");
    }

    @Test
    void servesTheFilesToo() throws Exception {
        assertThat(get("/clients/")).contains("/clients/containerd/\n", "/clients/openshift/\n");
        for (String path : get("/clients/podman/").lines().toList()) {
            assertThat(get(path)).isNotEmpty();
        }
        assertThat(get("/clients/containerd/etc/containerd/certs.d/docker.io/hosts.toml"))
                .contains("server = \"http://127.0.0.1:" + server.uri().getPort());
        for (String path : List.of("/clients/nobody/", "/clients/podman/nothing", "/clients/podman/%2e%2e/README.md")) {
            assertThat(open(path).getResponseCode()).as(path).isEqualTo(404);
        }
        String named = ask("GET /clients/podman/ HTTP/1.0\r\nHost: docker.io\r\n\r\n");
        assertThat(named).startsWith("HTTP/1.").contains(" 404 ");
        HttpURLConnection again = open("/clients/docker/README.md");
        String tag = again.getHeaderField("ETag");
        assertThat(again.getHeaderField("Cache-Control")).contains("max-age");
        HttpURLConnection unchanged = open("/clients/docker/README.md");
        unchanged.setRequestProperty("If-None-Match", tag);
        assertThat(unchanged.getResponseCode()).isEqualTo(304);
    }

    private String ask(String request) throws IOException {
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private HttpURLConnection open(String path) throws IOException {
        return (HttpURLConnection) URI.create(server.uri() + path).toURL().openConnection();
    }

    private String get(String path) throws IOException {
        HttpURLConnection connection = open(path);
        assertThat(connection.getResponseCode()).as(path).isEqualTo(200);
        return new String(connection.getInputStream().readAllBytes(), UTF_8);
    }
}
