package dev.sallyport.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.yaml.MalformedDocumentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HelmImagesTest {
    private static final String ABOUT = "apiVersion: v2\nname: c\nversion: 1.0.0\nappVersion: \"9\"\n";
    private static final String HEX = "5".repeat(64);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image: app:1 | app:1",
                "image: app | app:latest",
                "{image: app, tag: 2} | app:2",
                "{image: app, imageTag: 2} | app:2",
                "{proxyImage: 'team/proxy', proxyImageTag: 3} | ../team/proxy:3",
                "image: {repository: app} | app:9",
                "image: {repository: app, tag: ''} | app:9",
                "image: {repository: app, tag: 1.10} | app:1.10",
                "image: {repository: 'app:4'} | app:4",
                "image: {repository: app, digest: 'sha256:HEX'} | app@sha256:HEX",
                "image: {repository: app, tag: 1, sha: HEX} | app:1@sha256:HEX",
                "image: {registry: docker.io, image: app, tag: 1} | app:1",
                "image: {name: app, tag: 1} | app:1",
                "worker: {repository: app, tag: 1} | app:1",
                "images: [app:1, {repository: app, tag: 2}] | app:1 app:2",
                "images: {a: 'app:1', b: {repository: app, tag: 2}} | app:1 app:2",
                "deep: {list: [{image: {repository: app, tag: 1}}]} | app:1",
                "{imageRegistry: docker.io, image: {repository: library/app, tag: 1}} | app:1",
                "{global: {imageRegistry: docker.io}, image: {registry: quay.io, repository: library/app, tag: 1}} | app:1",
                "global: {proxy: {image: 'app:1'}} | app:1",
            })
    void findsTheShapesThatValuesHave(String values, String images) throws Exception {
        Path chart = chart(values.replace("HEX", HEX));
        List<String> expected = new ArrayList<>();
        for (String image : List.of(images.replace("HEX", HEX).split(" ", -1))) {
            expected.add(image.startsWith("../") ? "docker.io/" + image.substring(3) : "docker.io/library/" + image);
        }
        assertThat(Samples.names(find(chart))).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "repository: https://git.example/x.git\ntag: 1",
                "source: {repository: x/y}",
                "image: ''",
                "image: null",
                "image: {repository: '', tag: 1}",
                "backgroundImage: plain text",
                "backgroundImage: /img/a.png",
                "image: {pullPolicy: Always}",
                "metrics: {enabled: false, image: 'x:1'}",
                "images: []",
                "imagePullSecrets: [a/b]",
                "imageRegistry: quay.io",
            })
    void leavesOutWhatIsNoImage(String values) throws Exception {
        WorkloadImages found = find(chart(values));
        assertThat(found.images()).isEmpty();
        assertThat(found.unmirrorable()).isEmpty();
    }

    @Test
    void reportsWhatCannotBeMadeAReference() throws Exception {
        Path chart = chart(
                "a: {image: {repository: App/X, tag: 1}}\nb: {image: '{{ .Values.x }}'}\nc: {image: {repository: x}}\n");
        Samples.write(
                chart,
                "Chart.yaml",
                "name: c\nannotations:\n  artifacthub.io/images: \"{\"\n  helm.sh/images: \"- x: y\"\n");
        assertThat(find(chart).unmirrorable())
                .extracting(Unmirrorable::where)
                .containsExactly(
                        "c/Chart.yaml:3 artifacthub.io/images",
                        "c/Chart.yaml:4 helm.sh/images",
                        "c/values.yaml:1 a.image",
                        "c/values.yaml:2 b.image",
                        "c/values.yaml:3 c.image");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | on",
                "sub: {enabled: true} | on",
                "sub: {enabled: false} | off",
                "sub: {enabled: no} | off",
                "sub: {enabled: 'false'} | on",
                "{sub: {enabled: false}, other: {sub: true}} | on",
                "{other: {sub: false}, sub: {enabled: true}} | off",
                "tags: {t: false} | off",
                "tags: {t: false, u: true} | on",
                "{tags: {t: false}, sub: {enabled: true}} | on",
            })
    void conditionsAndTagsSwitchChartsInside(String values, String state) throws Exception {
        Path chart = chart(values);
        Samples.write(
                chart,
                "Chart.yaml",
                ABOUT + "dependencies: [{name: sub, version: 1, condition: 'other.sub, sub.enabled', tags: [t, u]}]\n");
        Samples.write(chart, "charts/sub/Chart.yaml", "name: sub\nversion: 1\n");
        Samples.write(chart, "charts/sub/values.yaml", "image: inner:1\n");
        assertThat(find(chart).images()).hasSize(state.equals("on") ? 1 : 0);
        assertThat(find(chart).notes()).hasSize(state.equals("on") ? 1 : 2);
    }

    @Test
    void aChartThatIsNeededAndNotThereIsReported() throws Exception {
        Path chart = chart("{}");
        Samples.write(chart, "Chart.yaml", ABOUT);
        Samples.write(chart, "requirements.yaml", "dependencies: [{name: gone, version: 1}]\n");
        assertThat(Samples.reported(find(chart)))
                .containsExactly(
                        "c/requirements.yaml:1 chart gone | it is not in the charts folder; run helm dependency build first");
    }

    @Test
    void packedChartsAreReadAtAnyDepth() throws Exception {
        byte[] inner =
                Tgz.of("inner/Chart.yaml", ABOUT.replace("name: c", "name: inner"), "inner/values.yaml", "image: i:1");
        Tgz outer = new Tgz()
                .file("c/Chart.yaml", ABOUT)
                .file("c/values.yaml", "image: o:1\nflat: {tag: 7}")
                .file("c/templates/x.yaml", "{{ x")
                .file("c/charts/inner-1.tgz", inner)
                .file("c/charts/flat/Chart.yaml", "name: flat\nversion: 1\n")
                .file("c/charts/flat/values.yaml", "image: f\n")
                .file("c/charts/flat/charts/deep/Chart.yaml", "name: deep\nversion: 1\n")
                .file("c/charts/flat/charts/deep/values.yaml", "image: d:1\n");
        Files.write(folder.resolve("c-1.0.0.tgz"), outer.bytes());
        assertThat(Samples.lines(find(Path.of("c-1.0.0.tgz"))))
                .containsExactlyInAnyOrder(
                        "docker.io/library/o:1 | c-1.0.0.tgz/values.yaml:1 image | VALUES",
                        "docker.io/library/f:7 | c-1.0.0.tgz/charts/flat/values.yaml:1 image | VALUES",
                        "docker.io/library/d:1 | c-1.0.0.tgz/charts/flat/charts/deep/values.yaml:1 image | VALUES",
                        "docker.io/library/i:1 | c-1.0.0.tgz/charts/inner-1.tgz/values.yaml:1 image | VALUES");
    }

    @Test
    void extendedHeadersNameLongPaths() throws Exception {
        Tgz chart = new Tgz()
                .file("c/Chart.yaml", ABOUT)
                .entry('x', "pax", Tgz.pax("path=c/values.yaml"))
                .file("short", "image: p:1")
                .entry('L', "link", "c/charts/l/Chart.yaml\0".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .file("short", "name: l\nappVersion: 3")
                .entry('g', "global", Tgz.pax("comment=x"))
                .file("./c/charts/l/values.yaml", "image: {repository: q}");
        Files.write(folder.resolve("c.tgz"), chart.bytes());
        assertThat(Samples.names(find(Path.of("c.tgz"))))
                .containsExactlyInAnyOrder("docker.io/library/p:1", "docker.io/library/q:3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c/../../etc/passwd", "/etc/passwd", "..", "c/a\\..\\b"})
    void refusesNamesThatLeaveTheChart(String name) throws Exception {
        Files.write(
                folder.resolve("c.tgz"),
                new Tgz().file("c/Chart.yaml", ABOUT).file(name, "x").bytes());
        assertThatThrownBy(() -> find(Path.of("c.tgz")))
                .isInstanceOf(WorkloadFileException.class)
                .hasMessageContaining("leaves the chart");
    }

    @Test
    void refusesWhatIsNoPackedChart() throws Exception {
        byte[] whole = Tgz.of("c/Chart.yaml", ABOUT, "c/values.yaml", "image: x");
        List<byte[]> broken = List.of(
                new byte[0],
                "text".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                java.util.Arrays.copyOf(whole, whole.length / 2),
                Tgz.of("c/values.yaml", "image: x"),
                Tgz.gzip(new byte[100]),
                Tgz.gzip("x".repeat(512).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                new Tgz()
                        .entry('x', "pax", "99999 path=x\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .bytes(),
                new Tgz()
                        .entry('x', "pax", "-5 path=x\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .bytes());
        for (byte[] each : broken) {
            Files.write(folder.resolve("c.tgz"), each);
            assertThatThrownBy(() -> find(Path.of("c.tgz"))).isInstanceOf(WorkloadFileException.class);
        }
        assertThatThrownBy(() -> find(Path.of("gone"))).isInstanceOf(WorkloadFileException.class);
        Files.createDirectories(folder.resolve("empty"));
        assertThatThrownBy(() -> find(Path.of("empty"))).hasMessageContaining("it has no Chart.yaml");
    }

    @Test
    void expansionIsBounded() throws Exception {
        Tgz bomb = new Tgz().file("c/Chart.yaml", ABOUT);
        byte[] zeros = new byte[60 << 20];
        for (int i = 0; i < 5; i++) {
            bomb.file("c/big" + i, zeros);
        }
        Files.write(folder.resolve("c.tgz"), bomb.bytes());
        assertThat(Files.size(folder.resolve("c.tgz"))).isLessThan(1 << 20);
        assertThatThrownBy(() -> find(Path.of("c.tgz"))).hasMessageContaining("expands to more than");
        Files.write(
                folder.resolve("c.tgz"),
                new Tgz().file("c/values.yaml", new byte[9 << 20]).bytes());
        assertThatThrownBy(() -> find(Path.of("c.tgz"))).hasMessageContaining("more than 8388608");
    }

    @Test
    void chartsInChartsAreBounded() throws Exception {
        byte[] nested = Tgz.of("c/Chart.yaml", ABOUT);
        for (int i = 0; i < 20; i++) {
            nested = new Tgz()
                    .file("c/Chart.yaml", ABOUT)
                    .file("c/charts/c.tgz", nested)
                    .bytes();
        }
        Files.write(folder.resolve("c.tgz"), nested);
        assertThatThrownBy(() -> find(Path.of("c.tgz"))).hasMessageContaining("more than 16 deep");
    }

    @Test
    void aliasesThatDoubleAtEveryDepthAreBounded() throws Exception {
        Path chart = folder.resolve("c");
        Path at = chart;
        for (int i = 0; i < 14; i++) {
            Samples.write(
                    at,
                    "Chart.yaml",
                    "name: c\nversion: 1\ndependencies: [{name: c, alias: a}, {name: c, alias: b}]\n");
            at = at.resolve("charts/c");
        }
        Samples.write(at, "Chart.yaml", "name: c\nversion: 1\n");
        assertThatThrownBy(() -> find(chart))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageContaining("2000");
    }

    @Test
    void valuesThatAreNoMappingAreAnErrorWithTheirPlace() throws Exception {
        assertThatThrownBy(() -> find(chart("- a"))).hasMessageStartingWith("Cannot read c/values.yaml:1:1:");
        assertThatThrownBy(() -> find(chart("a: ["))).hasMessageStartingWith("Cannot read c/values.yaml:");
    }

    private Path chart(String values) {
        Samples.write(folder, "c/Chart.yaml", ABOUT);
        Samples.write(folder, "c/values.yaml", values);
        return folder.resolve("c");
    }

    private WorkloadImages find(Path chart) throws Exception {
        return new HelmImages(folder, List.of(), null).find(chart, List.of());
    }
}
