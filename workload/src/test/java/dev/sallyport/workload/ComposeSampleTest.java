package dev.sallyport.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The Compose sample names exactly these images. */
final class ComposeSampleTest {
    private static final Path SAMPLE = Samples.folder("compose");

    @Test
    void namesExactlyItsImages() throws Exception {
        WorkloadImages found = find(Map.of(), Set.of(), false, "compose.yaml");
        assertThat(Samples.lines(found))
                .containsExactlyInAnyOrder(
                        "quay.io/prometheus/prometheus:v3.0.1 | monitoring/compose.yaml:3 service prometheus | DECLARED",
                        "quay.io/prometheus/node-exporter:v1.8.2 | monitoring/compose.yaml:5 service node-exporter | DECLARED",
                        "docker.io/library/nginx:1.27-alpine | compose.yaml:21 service proxy | DECLARED",
                        "registry.shop.example/shop/api:2.4.1 | compose.yaml:23 service api | DECLARED",
                        "registry.shop.example/shop/worker:2.4.1 | compose.yaml:7 service mail-worker | DECLARED",
                        "registry.shop.example/shop/worker:2.4.1-stock | compose.yaml:32 service stock-worker | DECLARED",
                        "docker.io/library/postgres:17.2 | common.yaml:3 service db | DECLARED",
                        "registry.shop.example/shop/seed-data:2 | compose.yaml:40 service db, mounted image | DECLARED",
                        "docker.io/library/redis@sha256:" + "1".repeat(64)
                                + " | compose.yaml:44 service cache | DECLARED");
        assertThat(Samples.reported(found))
                .containsExactly("compose.yaml:16 service web | it is built from sources; build it, push "
                        + "registry.shop.example/shop/web:2.4.1 to a registry and name it there");
        assertThat(found.notes())
                .containsExactly(
                        "compose.override.yaml is left out: name it after compose.yaml if it is meant",
                        "compose.yaml:46 service migrate is left out: none of its profiles is chosen: setup",
                        "compose.yaml:49 service adminer is left out: none of its profiles is chosen: debug, support",
                        "compose.yaml:52 service tracer is left out: none of its profiles is chosen: debug");
    }

    @Test
    void chosenProfilesAddTheirServices() throws Exception {
        List<String> without = Samples.names(find(Map.of(), Set.of(), false, "compose.yaml"));
        List<String> with = Samples.names(find(Map.of(), Set.of("setup", "support"), false, "compose.yaml"));
        assertThat(with)
                .containsAll(without)
                .hasSize(without.size() + 2)
                .contains("registry.shop.example/shop/migrate:2.4.1", "docker.io/library/adminer:latest");
    }

    @Test
    void aVariableOfAChosenProfileMustBeSet() {
        assertThatThrownBy(() -> find(Map.of(), Set.of("*"), false, "compose.yaml"))
                .isInstanceOfSatisfying(UnsetVariableException.class, e -> {
                    assertThat(e).hasMessage("compose.yaml:52: variable 'TRACER_VERSION' is not set");
                    assertThat(e.facts()).containsEntry("variable", "TRACER_VERSION");
                });
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws Exception {
        Map<String, String> environment =
                Map.of("SHOP_VERSION", "3.0", "REGISTRY", "mirror.example:5000", "PROMETHEUS_VERSION", "v4");
        assertThat(Samples.names(find(environment, Set.of(), false, "compose.yaml")))
                .contains(
                        "mirror.example:5000/shop/api:3.0",
                        "mirror.example:5000/shop/worker:3.0-stock",
                        "quay.io/prometheus/prometheus:v4")
                .noneMatch(image -> image.contains("2.4.1"));
    }

    @Test
    void aLaterFileLiesOnTopAndBuiltImagesAreCarriedIfAsked() throws Exception {
        WorkloadImages found = find(Map.of(), Set.of(), true, "compose.yaml", "compose.override.yaml");
        assertThat(Samples.lines(found))
                .hasSize(10)
                .contains(
                        "docker.io/library/nginx:1.28-alpine | compose.override.yaml:3 service proxy | DECLARED",
                        "docker.io/valkey/valkey:8 | compose.override.yaml:5 service cache | DECLARED",
                        "registry.shop.example/shop/web:2.4.1 | compose.yaml:17 service web | DECLARED")
                .noneMatch(line -> line.contains("1.27") || line.contains("redis"));
        assertThat(found.unmirrorable()).isEmpty();
        assertThat(found.notes()).noneMatch(note -> note.contains("compose.override.yaml is left out"));
    }

    private static WorkloadImages find(
            Map<String, String> environment, Set<String> profiles, boolean carryBuilt, String... files)
            throws Exception {
        return new ComposeImages(SAMPLE, environment)
                .find(List.of(files).stream().map(Path::of).toList(), profiles, carryBuilt);
    }
}
