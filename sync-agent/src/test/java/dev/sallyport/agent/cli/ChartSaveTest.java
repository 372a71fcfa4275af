package dev.sallyport.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.testkit.Layers;
import dev.sallyport.testkit.Layers.LayerFile;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Charts of a mirror file, from wherever they are, against a real server on loopback. */
final class ChartSaveTest {
    @TempDir
    Path folder;

    private final TestRegistry registry = TestRegistry.start();
    private final TestImages images = new TestImages();
    private String out = "";
    private String err = "";

    @BeforeEach
    void fill() throws Exception {
        for (String tag : new String[] {"1", "2"}) {
            registry.put(
                    "shop", tag, images.image("linux/amd64").file("tag", tag).add(), images);
        }
        assertThat(run("keys", "generate", "--out", folder.resolve("key.pem").toString()))
                .isZero();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private byte[] chart(String version, String tag) {
        Map<String, LayerFile> files = new LinkedHashMap<>();
        files.put("shop/Chart.yaml", file("apiVersion: v2\nname: shop\nversion: " + version + "\n"));
        files.put(
                "shop/values.yaml", file("image:\n  repository: " + registry.host() + "/shop\n  tag: '" + tag + "'\n"));
        return Layers.of(files).blob();
    }

    private static LayerFile file(String text) {
        return new LayerFile(text.getBytes(UTF_8), 0644);
    }

    private void repository(String... versions) {
        StringBuilder index = new StringBuilder("apiVersion: v1\nentries:\n  shop:\n");
        for (String version : versions) {
            byte[] chart = chart(version, version.substring(0, 1));
            registry.document("/charts/shop-" + version + ".tgz", "application/gzip", chart);
            index.append("    - {version: ")
                    .append(version)
                    .append(", digest: ")
                    .append(Digest.sha256(chart).hex())
                    .append(", urls: [shop-")
                    .append(version)
                    .append(".tgz]}\n");
        }
        registry.document("/charts/index.yaml", "text/yaml", index.toString().getBytes(UTF_8));
    }

    private void mirror(String charts) throws Exception {
        Files.writeString(
                folder.resolve("mirror.yaml"),
                "stream: factory-7\nkey: key.pem\noutput: out\nstate: state\ncharts:\n"
                        + charts.replace("REG", registry.host()));
    }

    private int run(String... arguments) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        int code = Main.commandLine(Clock.systemUTC(), Map.of())
                .setOut(new PrintWriter(outText, true))
                .setErr(new PrintWriter(errText, true))
                .execute(arguments);
        out = outText.toString();
        err = errText.toString();
        return code;
    }

    private int mirrorRun(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "-f";
        all[arguments.length + 1] = folder.resolve("mirror.yaml").toString();
        return run(all);
    }

    private String lock() throws Exception {
        return Files.readString(folder.resolve("mirror.lock"));
    }

    @Test
    void takesTheNewestReleasedChartOfARepositoryWithItsImages() throws Exception {
        repository("1.0.0", "2.4.1", "2.5.0-rc.1");
        mirror("  - ref: http://REG/charts/index.yaml\n    chart: shop\n");

        assertThat(mirrorRun("save")).as(err).isZero();

        assertThat(lock())
                .contains("charts:", "name: " + "\"" + registry.host() + "/charts/shop\"", "tag: \"2.4.1\"")
                .contains("tag: \"2\"", "from values")
                .doesNotContain("tag: \"1\"");
    }

    @Test
    void lockedKeepsTheVersionOfAChartThatWentOn() throws Exception {
        repository("1.0.0");
        mirror("  - ref: http://REG/charts/index.yaml\n    chart: shop\n");
        assertThat(mirrorRun("lock")).as(err).isZero();
        repository("1.0.0", "2.4.1");

        assertThat(mirrorRun("save", "--locked")).as(err).isZero();
        assertThat(run("inspect", folder.resolve("out").toString())).isZero();
        assertThat(out).contains("charts/shop:1.0.0").doesNotContain("2.4.1");
    }

    @Test
    void takesAChartOfARegistryWithItsImages() throws Exception {
        Descriptor config =
                images.blob("application/vnd.cncf.helm.config.v1+json", "{\"name\":\"shop\"}".getBytes(UTF_8));
        Descriptor content = images.blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip", chart("2.4.1+a", "2"));
        Descriptor chart = images.manifest(
                MediaTypes.OCI_MANIFEST,
                ("{\"schemaVersion\":2,\"config\":" + json(config) + ",\"layers\":[" + json(content) + "]}")
                        .getBytes(UTF_8));
        registry.put("charts/shop", "2.4.1_a", chart, images);
        mirror("  - ref: oci://REG/charts/shop:2.4.1+a\n");

        assertThat(mirrorRun("save")).as(err).isZero();
        assertThat(lock())
                .contains("charts:", "tag: \"2.4.1_a\"", chart.digest().toString())
                .contains("tag: \"2\"");
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\":\"" + descriptor.mediaType() + "\",\"digest\":\"" + descriptor.digest() + "\",\"size\":"
                + descriptor.size() + "}";
    }

    @Test
    void takesAChartFileUnderTheNameItIsGiven() throws Exception {
        Files.write(folder.resolve("shop-1.0.0.tgz"), chart("1.0.0", "1"));
        mirror("  - path: shop-1.0.0.tgz\n    name: factory-7.example/charts/shop:1.0.0\n");

        assertThat(mirrorRun("save")).as(err).isZero();
        assertThat(lock()).contains("name: factory-7.example/charts/shop", "inputs:", "name: shop-1.0.0.tgz");
    }

    @Test
    void refusesAChartThatIsNotTheOneTheRepositorySpeaksOf() throws Exception {
        repository("1.0.0");
        registry.document("/charts/shop-1.0.0.tgz", "application/gzip", chart("1.0.0", "2"));
        mirror("  - ref: http://REG/charts/index.yaml\n    chart: shop\n");

        assertThat(mirrorRun("save")).isEqualTo(3);
        assertThat(err).contains("shop 1.0.0", "but its archive is");
        assertThat(folder.resolve("out")).isEmptyDirectory();
    }

    @Test
    void namesTheVersionsThereAre() throws Exception {
        repository("1.0.0", "2.4.1");
        mirror("  - ref: http://REG/charts/index.yaml\n    chart: shop\n    version: 9.9.9\n");

        assertThat(mirrorRun("save")).isEqualTo(4);
        assertThat(err).contains("it has no version 9.9.9", "1.0.0, 2.4.1");
    }

    @Test
    void saysWhatIsNoIndexOfCharts() throws Exception {
        registry.document("/charts/index.yaml", "text/yaml", "a: &a [*a]".getBytes(UTF_8));
        mirror("  - ref: http://REG/charts/index.yaml\n    chart: shop\n");

        assertThat(mirrorRun("save")).isEqualTo(4);
        assertThat(err).contains("/charts/index.yaml");
    }
}
