package dev.sallyport.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small script stands for helm: it writes down how it was called and prints what helm made of the sample. */
final class HelmProgramTest {
    private static final Path SAMPLE = Samples.folder("helm");
    private static final String PATH = Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin");

    @TempDir
    Path folder;

    @Test
    void whatHelmRendersAndWhatTheValuesSayAreJoined() throws Exception {
        WorkloadImages found = find("cat '" + SAMPLE.resolve("shop-rendered.yaml") + "'", List.of());
        assertThat(Samples.lines(found))
                .filteredOn(line -> line.endsWith("RENDERED"))
                .containsExactly(
                        "docker.io/valkey/valkey:8.0-alpine | shop/charts/pages/templates/deployment.yaml Deployment release-pages, container cache | RENDERED",
                        "docker.io/valkey/valkey:7.4-alpine | shop/charts/sessions/templates/deployment.yaml Deployment release-sessions, container cache | RENDERED",
                        "docker.io/library/busybox:1.36 | shop/templates/web.yaml Deployment release-web, init container wait | RENDERED",
                        "registry.shop.example/shop/web:2.4.1 | shop/templates/web.yaml Deployment release-web, container web | RENDERED",
                        "registry.shop.example/shop/api:2.4.1 | shop/templates/web.yaml Deployment release-web, container api | RENDERED",
                        "docker.io/envoyproxy/envoy:v1.32.1 | shop/templates/web.yaml Deployment release-web, container proxy (found this way only) | RENDERED",
                        "docker.io/library/postgres:17.2 | shop/charts/database/templates/statefulset.yaml StatefulSet release-database, container postgres | RENDERED",
                        "quay.io/prometheuscommunity/postgres-exporter:v0.16.0 | shop/charts/database/templates/statefulset.yaml StatefulSet release-database, container exporter | RENDERED",
                        "registry.shop.example/shop/cleanup@sha256:" + "4".repeat(64)
                                + " | shop/templates/cleanup.yaml CronJob release-cleanup, container cleanup | RENDERED");
        assertThat(Samples.lines(found))
                .filteredOn(line -> line.contains(HelmImages.ONE_WAY))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("registry.shop.example/shop/import:2.4.1 "));
        assertThat(found.images()).hasSize(9 + 10);
        assertThat(found.notes()).noneMatch(note -> note.contains("helm"));
    }

    @Test
    void helmIsCalledWithArgumentsOfItsOwnAndNothingOfOurSurroundings() throws Exception {
        Path record = folder.resolve("record");
        Path values = Samples.write(folder, "a,b values.yaml", "marker: 7\n");
        find(
                "{ for a in \"$@\"; do echo \"arg $a\"; done; env; pwd; cat \"$6\"; } > '" + record + "'",
                List.of(values));
        List<String> lines = Files.readAllLines(record);
        assertThat(lines.subList(0, 6))
                .containsExactly(
                        "arg template",
                        "arg release",
                        "arg " + SAMPLE.resolve("shop"),
                        "arg --include-crds",
                        "arg --values",
                        lines.get(5));
        assertThat(lines.get(5)).startsWith("arg /").endsWith("/values-0.yaml");
        Path home = Objects.requireNonNull(
                Path.of(lines.get(5).substring("arg ".length())).getParent());
        // PWD, SHLVL and _ are the shell's own.
        assertThat(lines.subList(6, lines.size()))
                .filteredOn(line -> !line.startsWith("PWD=") && !line.startsWith("SHLVL=") && !line.startsWith("_="))
                .containsExactlyInAnyOrder(
                        "PATH=" + PATH,
                        "HOME=" + home,
                        "HELM_CACHE_HOME=" + home + "/cache",
                        "HELM_CONFIG_HOME=" + home + "/config",
                        "HELM_DATA_HOME=" + home + "/data",
                        "HELM_PLUGINS=" + home + "/plugins",
                        "KUBECONFIG=" + home + "/none",
                        home.toString(),
                        "marker: 7");
        assertThat(home).doesNotExist();
    }

    @Test
    void whenHelmFailsTheValuesTellAndItIsSaid() throws Exception {
        WorkloadImages found = find("printf 'Error: \\033[31mno such thing' >&2; exit 3", List.of());
        assertThat(found.images()).hasSize(10).noneMatch(image -> image.how() == How.RENDERED);
        assertThat(found.notes())
                .contains("helm could not render shop, it ended with 3: Error: ?[31mno such thing."
                        + " Its values and annotations alone tell.");
    }

    @Test
    void helmThatCannotBeStartedOrPrintsNoManifestsIsSaid() throws Exception {
        HelmProgram none = new HelmProgram(folder.resolve("none"), PATH, Duration.ofSeconds(30));
        assertThat(new HelmImages(SAMPLE, List.of(), none)
                        .find(Path.of("shop"), List.of())
                        .notes())
                .anyMatch(note -> note.contains("it cannot be started"));
        assertThat(find("echo 'a: ['", List.of()).notes()).anyMatch(note -> note.contains("cannot be read"));
    }

    @Test
    void outputWithoutEndIsBounded() throws Exception {
        assertThat(find("exec cat /dev/zero", List.of()).notes())
                .anyMatch(note -> note.contains("it wrote more than 33554432 bytes"));
    }

    @Test
    void messagesWithoutEndDoNotHoldItUp() throws Exception {
        assertThat(find("head -c 3000000 /dev/zero >&2; echo 'kind: Pod'", List.of())
                        .notes())
                .noneMatch(note -> note.contains("helm"));
    }

    @Test
    void helmThatTakesTooLongIsEndedWithWhatItStarted() throws Exception {
        Path pids = folder.resolve("pids");
        Path program = script("sleep 600 & echo $! > '" + pids + "'; echo $$ >> '" + pids + "'; sleep 601");
        WorkloadImages found = new HelmImages(SAMPLE, List.of(), new HelmProgram(program, PATH, Duration.ofSeconds(2)))
                .find(Path.of("shop"), List.of());
        assertThat(found.notes()).anyMatch(note -> note.contains("it took more than 2 s and was ended"));
        assertEnded(pids, 2);
    }

    @Test
    void whatHelmLeavesBehindIsEndedToo() throws Exception {
        Path pids = folder.resolve("pids");
        Path program = script("sleep 600 & echo $! > '" + pids + "'; sleep 1");
        WorkloadImages found = new HelmImages(SAMPLE, List.of(), new HelmProgram(program, PATH, Duration.ofSeconds(3)))
                .find(Path.of("shop"), List.of());
        assertThat(found.notes()).anyMatch(note -> note.contains("it took more than"));
        assertEnded(pids, 1);
    }

    private static void assertEnded(Path pids, int count) throws Exception {
        List<String> lines = Files.readAllLines(pids);
        assertThat(lines).hasSize(count);
        for (String pid : lines) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresent(process -> process.onExit().join());
        }
    }

    private WorkloadImages find(String script, List<Path> values) throws Exception {
        HelmProgram helm = new HelmProgram(script(script), PATH, Duration.ofSeconds(60));
        return new HelmImages(SAMPLE, List.of(), helm).find(Path.of("shop"), values);
    }

    private Path script(String body) throws Exception {
        Path program = Samples.write(folder, "helm", "#!/bin/sh\n" + body + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }
}
