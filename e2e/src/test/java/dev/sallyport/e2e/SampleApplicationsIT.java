package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.testkit.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The sample applications, saved from a registry that has all of their images and others besides: each bundle holds
 * exactly what its application needs. Every name is that of its upstream, and is fetched from a mirror of it.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SampleApplicationsIT {
    private static final Path SAMPLES =
            Path.of("../workload/src/test/resources/samples").toAbsolutePath().normalize();
    private static final String SHOP = "registry.shop.example/";
    private static final Set<String> COMPOSE = Set.of(
            "docker.io/library/nginx:1.27-alpine",
            "docker.io/library/postgres:17.2",
            "docker.io/library/redis@1",
            "quay.io/prometheus/node-exporter:v1.8.2",
            "quay.io/prometheus/prometheus:v3.0.1",
            SHOP + "shop/api:2.4.1",
            SHOP + "shop/seed-data:2",
            SHOP + "shop/worker:2.4.1",
            SHOP + "shop/worker:2.4.1-stock");
    private static final Set<String> KUBERNETES = Set.of(
            "docker.io/grafana/k6:0.55.0",
            "docker.io/istio/proxyv2:1.24.1",
            "docker.io/library/busybox:1.36",
            "docker.io/library/debian:bookworm-slim",
            "docker.io/library/postgres:17.2",
            "docker.io/nicolaka/netshoot:v0.13",
            "quay.io/prometheus/node-exporter:v1.8.2",
            "quay.io/prometheus/prometheus:v3.0.1",
            "quay.io/prometheuscommunity/postgres-exporter:v0.16.0",
            "quay.io/thanos/thanos:v0.37.2",
            SHOP + "database/backup:4",
            SHOP + "database/extensions:17",
            SHOP + "shop/api:2.4.1",
            SHOP + "shop/recommendations:1.1",
            SHOP + "shop/web:2.4.1");
    private static final Set<String> HELM = Set.of(
            "docker.io/library/busybox:1.36",
            "docker.io/library/postgres:17.2",
            "docker.io/valkey/valkey:7.4-alpine",
            "docker.io/valkey/valkey:8.0-alpine",
            "quay.io/prometheuscommunity/postgres-exporter:v0.16.0",
            SHOP + "shop/api:2.4.1",
            SHOP + "shop/cleanup:1.10",
            SHOP + "shop/import:2.4.1",
            SHOP + "shop/web:2.4.1");
    private static final Set<String> HELM_IN_PRODUCTION = Set.of(
            "docker.io/library/busybox:1.36",
            "docker.io/valkey/valkey:8.0-alpine",
            "mirror.shop.example/library/postgres:17.2",
            "mirror.shop.example/prometheuscommunity/postgres-exporter:v0.16.0",
            "mirror.shop.example/shop/web:2.4.1",
            "quay.io/shop/exporter:v1",
            SHOP + "shop/api:2.4.2",
            SHOP + "shop/cleanup:1.10",
            SHOP + "shop/import:2.4.1",
            SHOP + "shop/web:2.4.1");

    /** At the registry too, and named in the samples, but not what is deployed. */
    private static final Set<String> OTHERS = Set.of(
            "docker.io/envoyproxy/envoy:v1.32.1",
            "docker.io/library/adminer:latest",
            "docker.io/library/example:1",
            "docker.io/library/never:1",
            "docker.io/library/nginx:1.28-alpine",
            "docker.io/library/rabbitmq:4.0",
            "docker.io/library/redis:latest",
            "docker.io/valkey/valkey:8",
            SHOP + "shop/migrate:2.4.1");

    private static final String REGISTRIES = """
            registries:
              docker.io: {mirror: 127.0.0.1:5000/docker.io}
              quay.io: {mirror: 127.0.0.1:5000/quay.io}
              registry.shop.example: {mirror: 127.0.0.1:5000/registry.shop.example}
              mirror.shop.example: {mirror: 127.0.0.1:5000/mirror.shop.example}
            """;

    /** All questions at once: only the first at each registry, which is out of reach, wait until they have to give up. */
    private static final String JOBS = "--jobs=64";

    private Machine machine;
    private final Map<String, String> digests = new TreeMap<>();
    private final Map<String, MirrorFolder> mirrors = new LinkedHashMap<>();
    private final Map<String, ToolRun> saves = new LinkedHashMap<>();

    @BeforeAll
    void fillTheRegistry() throws Exception {
        Requirements.rootWith("unshare", "nsenter", "ip", "curl", "tar", "docker-registry", "skopeo");
        machine = Machine.start("samples");
        DockerRegistry registry = DockerRegistry.plain(machine, "registry", 5000);
        TestImages images = new TestImages();
        Map<String, Descriptor> layout = new LinkedHashMap<>();
        Map<String, String> tags = new LinkedHashMap<>();
        Stream.of(COMPOSE, KUBERNETES, HELM, HELM_IN_PRODUCTION, OTHERS)
                .flatMap(Set::stream)
                .distinct()
                .sorted()
                .forEach(name -> {
                    Descriptor image = images.image().file("name", name).add();
                    String tag = "image-" + layout.size();
                    layout.put(tag, image);
                    tags.put(tag, name.replace("@", ":only-by-digest-"));
                    digests.put(name, image.digest().toString());
                });
        Path folder = machine.folder("images");
        images.writeLayout(folder, layout);
        ContainersTools tools = new ContainersTools(machine, registry.host());
        StringBuilder copies = new StringBuilder("set -e\n");
        tags.forEach((tag, name) -> copies.append("skopeo copy -q --preserve-digests oci:%s:%s docker://%s/%s\n"
                .formatted(folder, tag, registry.host(), name)));
        tools.run("sh", Files.writeString(machine.folder("scripts").resolve("fill"), copies));
        saveEach();
    }

    @AfterAll
    void takeDown() throws IOException {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    void composeApplication() throws Exception {
        assertThat(carried("compose")).isEqualTo(expected(COMPOSE));
        assertThat(saves.get("compose").err())
                .contains("service adminer is left out", "compose.override.yaml is left out");
    }

    @Test
    void kubernetesManifests() throws Exception {
        assertThat(carried("kubernetes")).isEqualTo(expected(KUBERNETES));
    }

    @Test
    void helmChartByItsValues() throws Exception {
        assertThat(carried("helm")).isEqualTo(expected(HELM));
        assertThat(saves.get("helm").err()).contains("There is no helm to render helm/shop");
    }

    @Test
    void helmChartFromAnArchiveWithASitesValues() throws Exception {
        Map<String, String> carried = carried("helm-production");
        assertThat(carried.remove("registry.shop.example/charts/shop:2.4.1")).isNotNull();
        assertThat(carried).isEqualTo(expected(HELM_IN_PRODUCTION));
        MirrorFolder mirror = Objects.requireNonNull(mirrors.get("helm-production"));
        assertThat(mirror.blobs(mirror.volumes().get(0)))
                .contains(ImageContent.digest(mirror.folder().resolve("shop-2.4.1.tgz")));
    }

    @Test
    void helmChartRendered() throws Exception {
        Map<String, String> rendered = expected(HELM);
        rendered.putAll(expected(Set.of("docker.io/envoyproxy/envoy:v1.32.1")));
        // The template leaves out the tag that the values have.
        rendered.put(SHOP + "shop/cleanup@" + digest(SHOP + "shop/cleanup:1.10"), digest(SHOP + "shop/cleanup:1.10"));
        assertThat(carried("helm-rendered")).isEqualTo(rendered);
    }

    /** All at once: most of the time is spent on giving up registries that are out of reach. */
    private void saveEach() throws Exception {
        Map<String, Service> running = new LinkedHashMap<>();
        mirror("compose", "compose:\n  - file: compose/compose.yaml\n");
        mirror("kubernetes", """
                manifests: [kubernetes/]
                image-paths:
                  - {kind: Prometheus, path: $.spec.image}
                  - "$.spec.thanos['image']"
                  - "$..annotations['sidecar.istio.io/proxyImage']"
                """);
        mirror("helm", "charts:\n  - path: helm/shop\n");
        MirrorFolder production = mirror("helm-production", """
                charts:
                  - path: shop-2.4.1.tgz
                    name: registry.shop.example/charts/shop:2.4.1
                    values: [helm/production.yaml]
                """);
        machine.run(Command.of("tar", "-C", production.folder().resolve("helm"))
                        .with("-czf", production.folder().resolve("shop-2.4.1.tgz"), "shop"))
                .succeeded();
        MirrorFolder rendered = mirror("helm-rendered", "charts:\n  - path: helm/shop\n");
        for (Map.Entry<String, MirrorFolder> sample : mirrors.entrySet()) {
            Object helm = sample.getValue() == rendered ? helm(rendered) : "none";
            running.put(sample.getKey(), machine.start(sample.getValue().command("save", JOBS, "--helm", helm)));
        }
        for (Map.Entry<String, Service> save : running.entrySet()) {
            saves.put(
                    save.getKey(), save.getValue().await(Duration.ofMinutes(3)).succeeded());
        }
    }

    /** The helm of this machine, or a stand-in that prints what helm made of the sample. */
    private Path helm(MirrorFolder mirror) throws IOException {
        Path installed = Path.of("/usr/bin/helm");
        if (Files.isExecutable(installed)) {
            return installed;
        }
        Path script = mirror.folder().resolve("stand-in");
        Files.writeString(script, "#!/bin/sh\ncat '" + mirror.folder().resolve("helm/shop-rendered.yaml") + "'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    /** The sample {@code name} in a folder of its own, its digests being those of images that exist. */
    private MirrorFolder mirror(String name, String items) throws Exception {
        MirrorFolder mirror = new MirrorFolder(machine, "sample-" + name);
        String folder = name.replaceFirst("-.*", "");
        try (Stream<Path> files = Files.walk(SAMPLES.resolve(folder))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = mirror.folder().resolve(SAMPLES.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, pinned(Files.readString(file)));
            }
        }
        mirror.write(items + REGISTRIES);
        mirrors.put(name, mirror);
        return mirror;
    }

    private String pinned(String text) {
        return text.replace("sha256:" + "1".repeat(64), digest("docker.io/library/redis@1"))
                .replace("sha256:" + "2".repeat(64), digest("docker.io/library/postgres:17.2"))
                .replace("sha256:" + "4".repeat(64), digest(SHOP + "shop/cleanup:1.10"));
    }

    private String digest(String name) {
        return Objects.requireNonNull(digests.get(name), name);
    }

    private Map<String, String> expected(Set<String> names) {
        Map<String, String> expected = new TreeMap<>();
        names.forEach(name -> expected.put(name.replaceFirst("@.*", "@" + digest(name)), digest(name)));
        return expected;
    }

    /** What the bundle of the sample {@code name} has, which is in one volume. */
    private Map<String, String> carried(String name) throws Exception {
        MirrorFolder mirror = Objects.requireNonNull(mirrors.get(name));
        assertThat(mirror.volumes()).hasSize(1);
        return mirror.images();
    }
}
