package dev.sallyport.appliance.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.testkit.Layers;
import dev.sallyport.testkit.TestImages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real clients sent when they pulled, sent again: each answer must be what that client needs to go on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RecordedClientsTest {
    private static final String UPSTREAM = "registry.test_5000/";
    private static final int BIG = 16_783_360;

    private final TestImages images = new TestImages();
    private final Map<String, Descriptor> roles = new HashMap<>();

    private RegistryFixture registry;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        registry = new RegistryFixture(folder);
        publishApp("docker.io/library/app");
        publishApp(UPSTREAM + "demo/app");
        publishBig();
        publishArtifacts();
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    static Stream<Path> conversations() throws Exception {
        Path resources =
                Path.of(RecordedClientsTest.class.getResource("/transcripts").toURI());
        try (Stream<Path> files = Files.list(resources)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void answersWhatTheClientNeeds(Path conversation) throws Exception {
        List<RecordedRequest> requests = RecordedRequest.read(conversation);
        assertThat(requests).isNotEmpty();
        RawConnection connection = registry.connect();
        try {
            for (RecordedRequest request : requests) {
                connection.request(
                        request.method(),
                        request.target(role -> role(role).digest().toString()),
                        request.headers().toArray(String[]::new));
                Answer answer = request.method().equals("HEAD") ? connection.head() : connection.answer();
                check(request, answer);
                if (request.isLast()) {
                    assertThat(connection.readToEnd()).isEmpty();
                    connection.close();
                    connection = registry.connect();
                }
            }
        } finally {
            connection.close();
        }
        registry.published.awaitAllClosed();
    }

    private void check(RecordedRequest request, Answer answer) throws Exception {
        String what = request.method() + ' ' + request.target();
        assertThat(answer.status()).as(what).isEqualTo(request.status());
        // docker's classic store reads nothing without a length; nobody asked for these bytes may get others.
        assertThat(answer.header("Content-Length")).as(what).isNotNull();
        assertThat(answer.header("Content-Encoding")).as(what).isNull();
        assertThat(answer.header("Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
        if (request.target().contains("ns=") && request.status() < 400) {
            assertThat(answer.header("OCI-Namespace")).as(what).isEqualTo("docker.io");
        }
        switch (request.kind()) {
            case "/manifests/", "/blobs/" -> {
                if (request.content() != null) {
                    checkContent(request, answer, role(request.content()));
                }
            }
            case "/referrers/" -> checkReferrers(answer, role(request.content()));
            case "/tags/" -> {
                assertThat(answer.header("Content-Type")).isEqualTo("application/json");
                assertThat(answer.text())
                        .contains("\"name\":\"" + UPSTREAM + "demo/app\"", "\"0.9\",\"1.0\",\"latest\"");
            }
            default -> assertThat(answer.text()).isEqualTo("{}");
        }
    }

    private void checkContent(RecordedRequest request, Answer answer, Descriptor content) {
        byte[] whole = images.bytes(content.digest());
        byte[] wanted = Arrays.copyOfRange(whole, request.rangeStart().orElse(0), whole.length);
        assertThat(answer.header("Docker-Content-Digest"))
                .isEqualTo(content.digest().toString());
        assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(wanted.length));
        assertThat(answer.header("Content-Type"))
                .isEqualTo(images.manifestType(content.digest()).orElse("application/octet-stream"));
        if (request.rangeStart().isPresent()) {
            assertThat(answer.header("Content-Range"))
                    .isEqualTo("bytes " + request.rangeStart().get() + '-' + (whole.length - 1) + '/' + whole.length);
        }
        if (request.method().equals("GET")) {
            assertThat(Arrays.equals(answer.body(), wanted)).isTrue();
        }
    }

    private void checkReferrers(Answer answer, Descriptor subject) throws Exception {
        assertThat(answer.header("Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
        assertThat(Manifest.parse("referrers", MediaTypes.OCI_INDEX, answer.body())
                        .children())
                .isEqualTo(images.referrers(subject.digest()));
    }

    private Descriptor role(String role) {
        assertThat(roles).containsKey(role);
        return roles.get(role);
    }

    private void publishApp(String repository) throws Exception {
        Descriptor amd64 = appImage("amd64", "linux/amd64");
        Descriptor arm64 = appImage("arm64", "linux/arm64/v8");
        Descriptor windows = appImage("windows", "windows/amd64");
        Descriptor index = images.index(amd64, arm64, windows);
        roles.put("app.index", index);
        publish(repository, index, "0.9", "1.0", "latest");
    }

    private Descriptor appImage(String name, String platform) throws Exception {
        Descriptor image =
                images.image(platform).file("base", "shared").file("app", name).add();
        ImageManifest manifest = manifest(image);
        roles.put("app." + name, image);
        roles.put("app." + name + ".config", manifest.config());
        roles.put("app.base", manifest.layers().get(0));
        roles.put("app." + name + ".layer", manifest.layers().get(1));
        return image;
    }

    private void publishBig() throws Exception {
        Descriptor big = images.image()
                .blob("application/vnd.oci.image.layer.v1.tar", Layers.randomBytes(1, BIG))
                .blob("application/vnd.oci.image.layer.v1.tar", Layers.randomBytes(2, 10_240))
                .add();
        ImageManifest manifest = manifest(big);
        roles.put("big.image", big);
        roles.put("big.config", manifest.config());
        roles.put("big.layer", manifest.layers().get(0));
        roles.put("big.small", manifest.layers().get(1));
        publish(UPSTREAM + "demo/big", big, "1.0");
    }

    private void publishArtifacts() throws Exception {
        Descriptor art = images.artifact("application/vnd.example.doc")
                .blob("application/vnd.oci.image.layer.v1.tar", "{}\n")
                .add();
        roles.put("art.image", art);
        roles.put("art.blob", manifest(art).layers().get(0));
        publish(UPSTREAM + "demo/art", art, "1.0");

        Descriptor single = images.image().file("single", "1").add();
        Descriptor sbom = images.artifact("application/spdx+json")
                .subject(single)
                .annotation("org.opencontainers.image.created", "2024-01-02T03:04:05Z")
                .blob("application/spdx+json", "{}")
                .add();
        roles.put("single.image", single);
        roles.put("single.sbom", sbom);
        roles.put("single.signature", signature(single));
        roles.put("single.sbom.signature", signature(sbom));
        publish(UPSTREAM + "demo/single", single, "1.0");

        byte[] config = "{\"name\":\"mychart\",\"version\":\"0.1.0\"}".getBytes(StandardCharsets.UTF_8);
        Descriptor content = images.blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip", Layers.gzip(config));
        Descriptor chart = images.image().blob(content).add();
        roles.put("chart.image", chart);
        roles.put("chart.config", manifest(chart).config());
        roles.put("chart.content", content);
        publish(UPSTREAM + "charts/mychart", chart, "0.1.0");
    }

    private Descriptor signature(Descriptor subject) {
        return images.artifact("application/vnd.example.signature")
                .subject(subject)
                .blob("application/vnd.example.signature", "signed " + subject.digest())
                .add();
    }

    private ImageManifest manifest(Descriptor image) throws Exception {
        return (ImageManifest) Manifest.parse("image", image.mediaType(), images.bytes(image.digest()));
    }

    private void publish(String repository, Descriptor root, String... tags) throws Exception {
        for (Digest digest : images.closureWithReferrers(root.digest())) {
            byte[] bytes = images.bytes(digest);
            if (images.manifestType(digest).isPresent()) {
                String text = new String(bytes, StandardCharsets.UTF_8);
                registry.published.manifest(
                        repository, images.manifestType(digest).get(), text);
                registry.published.referrers(repository, digest, images.referrers(digest));
            } else {
                registry.published.blob(repository, bytes);
            }
        }
        for (String tag : tags) {
            registry.published.tag(repository, tag, root);
        }
    }
}
