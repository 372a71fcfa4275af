package dev.sallyport.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Kubernetes sample names exactly these images. */
final class KubernetesSampleTest {
    private static final Path SAMPLE = Samples.folder("kubernetes");
    private static final String[] PATHS = {
        "Prometheus: $.spec.image", "$.spec.thanos['image']", "$..annotations['sidecar.istio.io/proxyImage']"
    };
    private static final String[] DECLARED = {
        "docker.io/library/busybox:1.36 | 10-storage/database.yml:12 StatefulSet shop/database, init container permissions | DECLARED",
        "quay.io/prometheuscommunity/postgres-exporter:v0.16.0 | 10-storage/database.yml:14 StatefulSet shop/database, init container metrics | DECLARED",
        "docker.io/library/postgres:17.2@sha256:2222222222222222222222222222222222222222222222222222222222222222 | 10-storage/database.yml:18 StatefulSet shop/database, container postgres | DECLARED",
        "registry.shop.example/database/extensions:17 | 10-storage/database.yml:22 StatefulSet shop/database, image volume extensions | DECLARED",
        "docker.io/library/busybox:1.36 | 10-storage/database.yml:40 CronJob shop/backup, init container wait | DECLARED",
        "registry.shop.example/database/backup:4 | 10-storage/database.yml:43 CronJob shop/backup, container dump | DECLARED",
        "registry.shop.example/shop/web:2.4.1 | 20-shop/shop.yaml:15 Deployment shop/shop, container web | DECLARED",
        "registry.shop.example/shop/api:2.4.1 | 20-shop/shop.yaml:17 Deployment shop/shop, container api | DECLARED",
        "registry.shop.example/shop/recommendations:1.1 | 20-shop/shop.yaml:29 Rollout shop/recommendations, container recommendations | DECLARED",
        "docker.io/library/debian:bookworm-slim | 20-shop/support.json:10 Pod shop/support, container shell | DECLARED",
        "docker.io/nicolaka/netshoot:v0.13 | 20-shop/support.json:11 Pod shop/support, ephemeral container debugger | DECLARED",
        "docker.io/grafana/k6:0.55.0 | 20-shop/support.json:18 PodTemplate shop/load-test, container k6 | DECLARED",
        "quay.io/prometheus/node-exporter:v1.8.2 | 30-monitoring/prometheus.yaml:25 DaemonSet monitoring/node-exporter, container node-exporter | DECLARED",
    };

    @Test
    void namesExactlyItsImages() throws Exception {
        WorkloadImages found = new KubernetesImages(SAMPLE, List.of()).find(List.of(Path.of("")));
        assertThat(Samples.lines(found)).containsExactly(DECLARED);
        assertThat(found.unmirrorable()).isEmpty();
        assertThat(found.notes()).isEmpty();
    }

    @Test
    void pathsAddWhatCustomResourcesAndAnnotationsName() throws Exception {
        List<ImagePath> paths = new ArrayList<>();
        for (String path : PATHS) {
            paths.add(ImagePath.parse(path));
        }
        WorkloadImages found = new KubernetesImages(SAMPLE, paths).find(List.of(Path.of("")));
        List<String> expected = new ArrayList<>(List.of(DECLARED));
        expected.add(
                "docker.io/istio/proxyv2:1.24.1 | 20-shop/shop.yaml:11 Deployment shop/shop, at $..annotations['sidecar.istio.io/proxyImage'] | CUSTOM_PATH");
        expected.add(
                "quay.io/prometheus/prometheus:v3.0.1 | 30-monitoring/prometheus.yaml:7 Prometheus monitoring/main, at $.spec.image | CUSTOM_PATH");
        expected.add(
                "quay.io/thanos/thanos:v0.37.2 | 30-monitoring/prometheus.yaml:13 Prometheus monitoring/main, at $.spec.thanos['image'] | CUSTOM_PATH");
        assertThat(Samples.lines(found)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(found.unmirrorable()).isEmpty();
        assertThat(found.notes()).isEmpty();
    }
}
