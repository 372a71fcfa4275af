package dev.sallyport.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Helm sample names exactly these images, without helm. {@link HelmProgramTest} has what rendering adds. */
final class HelmSampleTest {
    private static final Path SAMPLE = Samples.folder("helm");
    private static final String DIGEST = "@sha256:" + "4".repeat(64);

    @Test
    void namesExactlyItsImages() throws Exception {
        WorkloadImages found = find();
        assertThat(Samples.lines(found))
                .containsExactlyInAnyOrder(
                        "registry.shop.example/shop/web:2.4.1 | shop/Chart.yaml:26 artifacthub.io/images | ANNOTATION",
                        "registry.shop.example/shop/import:2.4.1 | shop/Chart.yaml:26 artifacthub.io/images (found this way only) | ANNOTATION",
                        "registry.shop.example/shop/web:2.4.1 | shop/values.yaml:8 web.image | VALUES",
                        only("registry.shop.example/shop/api:2.4.1 | shop/values.yaml:13 api.image"),
                        only("docker.io/library/busybox:1.36 | shop/values.yaml:16 waitFor.image"),
                        only("registry.shop.example/shop/cleanup:1.10" + DIGEST
                                + " | shop/values.yaml:22 cleanup.image"),
                        only("docker.io/library/postgres:17.2 | shop/charts/database/values.yaml:3 image"),
                        only(
                                "quay.io/prometheuscommunity/postgres-exporter:v0.16.0 | shop/charts/database/values.yaml:9 exporter.image"),
                        only("docker.io/valkey/valkey:7.4-alpine | shop/charts/cache/values.yaml:2 image"),
                        only("docker.io/valkey/valkey:8.0-alpine | shop/charts/cache/values.yaml:2 image"));
        assertThat(found.unmirrorable()).isEmpty();
        assertThat(found.notes())
                .containsExactly(
                        "There is no helm to render shop: its values and annotations alone tell.",
                        "shop/Chart.yaml:19 chart queue is left out: the values switch it off",
                        "shop/values.yaml:27 metrics is left out: it is not enabled");
    }

    @Test
    void valuesFilesChangeIt() throws Exception {
        assertThat(Samples.names(find("production.yaml")))
                .containsExactlyInAnyOrder(
                        "registry.shop.example/shop/web:2.4.1",
                        "registry.shop.example/shop/import:2.4.1",
                        "mirror.shop.example/shop/web:2.4.1",
                        "registry.shop.example/shop/api:2.4.2",
                        "docker.io/library/busybox:1.36",
                        "registry.shop.example/shop/cleanup:1.10" + DIGEST,
                        "quay.io/shop/exporter:v1",
                        "mirror.shop.example/library/postgres:17.2",
                        "mirror.shop.example/prometheuscommunity/postgres-exporter:v0.16.0",
                        "docker.io/valkey/valkey:8.0-alpine");
    }

    private static String only(String line) {
        return line + " (found this way only) | VALUES";
    }

    private static WorkloadImages find(String... values) throws Exception {
        return new HelmImages(SAMPLE, List.of(), null)
                .find(Path.of("shop"), List.of(values).stream().map(Path::of).toList());
    }
}
