package dev.sallyport.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Reference;
import dev.sallyport.testkit.RawEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChartFileTest {
    private static final String SMALL = "apiVersion: v2\nname: shop\nversion: 2.4.1\n";
    private static final String FULL = """
            apiVersion: v2
            type: application
            version: 2.4.1+build.5
            unknown: [left, out]
            name: shop
            description: "Sells <things> & more,\\n quickly"
            appVersion: 1.10
            kubeVersion: ">=1.20"
            home: https://shop.example
            icon: ''
            sources: [https://git.example/shop, https://git.example/other]
            keywords:
              - shop
            deprecated: true
            maintainers:
              - {name: Jane, email: jane@example.org}
              - name: Joe
            annotations:
              org.opencontainers.image.title: not this
              org.opencontainers.image.licenses: MIT
              example/b: "1"
            dependencies:
              - name: db
                version: 1.x
                repository: oci://reg.example/charts
                enabled: false
                tags: [back]
                alias: store
                import-values: [data, {parent: b, child: a, n: 5}]
            """;
    private static final String CONFIG = "{\"name\":\"shop\",\"home\":\"https://shop.example\","
            + "\"sources\":[\"https://git.example/shop\",\"https://git.example/other\"],\"version\":\"2.4.1+build.5\","
            + "\"description\":\"Sells \\u003cthings\\u003e \\u0026 more,  quickly\",\"keywords\":[\"shop\"],"
            + "\"maintainers\":[{\"name\":\"Jane\",\"email\":\"jane@example.org\"},{\"name\":\"Joe\"}],"
            + "\"apiVersion\":\"v2\",\"appVersion\":\"1.10\",\"deprecated\":true,"
            + "\"annotations\":{\"example/b\":\"1\",\"org.opencontainers.image.licenses\":\"MIT\","
            + "\"org.opencontainers.image.title\":\"not this\"},\"kubeVersion\":\"\\u003e=1.20\","
            + "\"dependencies\":[{\"name\":\"db\",\"version\":\"1.x\",\"repository\":\"oci://reg.example/charts\","
            + "\"tags\":[\"back\"],\"import-values\":[\"data\",{\"child\":\"a\",\"n\":5,\"parent\":\"b\"}],"
            + "\"alias\":\"store\"}],\"type\":\"application\"}";

    private static final String BOMB = """
            a: &a [x,x,x,x,x,x,x,x]
            b: &b [*a,*a,*a,*a,*a,*a,*a,*a]
            c: &c [*b,*b,*b,*b,*b,*b,*b,*b]
            d: &d [*c,*c,*c,*c,*c,*c,*c,*c]
            e: &e [*d,*d,*d,*d,*d,*d,*d,*d]
            f: [*e,*e,*e,*e,*e,*e,*e,*e]
            """;

    @TempDir
    private Path folder;

    @Test
    void makesTheArtifactThatHelmPushes() throws Exception {
        Path file = chart(FULL);
        ChartFile chart = ChartFile.read(file, folder);
        Reference name = chart.reference("factory-7.example:5000/charts");
        ArtifactSource source = chart.open(name);
        ImageManifest manifest = manifest(source);

        assertThat(name.toString()).isEqualTo("factory-7.example:5000/charts/shop:2.4.1_build.5");
        assertThat(chart.version()).isEqualTo("2.4.1+build.5");
        assertThat(manifest.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(manifest.artifactType()).isNull();
        assertThat(manifest.config().mediaType()).isEqualTo("application/vnd.cncf.helm.config.v1+json");
        assertThat(new String(source.fetch(manifest.config(), 0).readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(CONFIG);
        Descriptor layer = manifest.layers().get(0);
        assertThat(manifest.layers()).hasSize(1);
        assertThat(layer.mediaType()).isEqualTo("application/vnd.cncf.helm.chart.content.v1.tar+gzip");
        assertThat(source.fetch(layer, 0).readAllBytes()).isEqualTo(Files.readAllBytes(file));
        assertThat(manifest.annotations())
                .containsEntry("org.opencontainers.image.title", "shop")
                .containsEntry("org.opencontainers.image.version", "2.4.1+build.5")
                .containsEntry("org.opencontainers.image.description", "Sells <things> & more,  quickly")
                .containsEntry("org.opencontainers.image.source", "https://git.example/shop")
                .containsEntry("org.opencontainers.image.url", "https://shop.example")
                .containsEntry("org.opencontainers.image.authors", "Jane (jane@example.org), Joe")
                .containsEntry("org.opencontainers.image.licenses", "MIT")
                .containsEntry("example/b", "1")
                .hasSize(8);
    }

    @Test
    void takesTheProvenanceBesideItAlong() throws Exception {
        Path file = chart(SMALL);
        byte[] signed = "-----BEGIN PGP SIGNED MESSAGE-----".getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("chart.tgz.prov"), signed);
        ArtifactSource source = ChartFile.read(file, folder).open(Reference.parse("a.example/shop:2.4.1"));
        List<Descriptor> layers = manifest(source).layers();

        assertThat(layers)
                .extracting(Descriptor::digest)
                .containsExactlyInAnyOrder(Digest.sha256(Files.readAllBytes(file)), Digest.sha256(signed))
                .isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(layers)
                .extracting(Descriptor::mediaType)
                .contains("application/vnd.cncf.helm.chart.provenance.v1.prov");
        assertThat(source.fetch(new Descriptor("x", Digest.sha256(signed), signed.length), 5)
                        .readAllBytes())
                .hasSize(signed.length - 5);
    }

    @Test
    void opensAgainByItsAddress() throws Exception {
        ArtifactSource source = ChartFile.read(chart(SMALL), folder).open(Reference.parse("a.example/shop:2.4.1"));
        Descriptor manifest = source.resolve(source.name());
        SourceArgument.ChartArgument again = (SourceArgument.ChartArgument) SourceArgument.parse(source.address());

        assertThat(ChartFile.read(again.file(), folder)
                        .open(null)
                        .fetch(manifest, 0)
                        .readAllBytes())
                .isEqualTo(source.fetch(manifest, 0).readAllBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.example/shop:2.4.2", "a.example/other:2.4.1", "a.example/charts/workshop:2.4.1", "shop"})
    void refusesANameUnderWhichHelmWouldNotFindIt(String name) throws Exception {
        ChartFile chart = ChartFile.read(chart(SMALL), folder);

        assertThatThrownBy(() -> chart.open(Reference.parse(name)))
                .isInstanceOf(ChartNameException.class)
                .satisfies(e -> assertThat(((SallyportException) e).remedy()).contains("/shop:2.4.1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "just text",
                "apiVersion: v2\nversion: 1.0.0\n",
                "apiVersion: v2\nname: shop\n",
                "name: shop\nversion: 1.0.0\n",
                "apiVersion: v2\nname: ../../etc\nversion: 1.0.0\n",
                "apiVersion: v2\nname: Shop\nversion: 1.0.0\n",
                "apiVersion: v2\nname: [a]\nversion: 1.0.0\n",
                "apiVersion: v2\nname: shop\nversion: new\n",
                "apiVersion: v2\nname: shop\nversion: 1.0.0/../x\n",
                "apiVersion: v2\nname: shop\nname: other\nversion: 1.0.0\n",
                "apiVersion: v2\nname: shop\nversion: 1.0.0\ndeprecated: perhaps\n",
                "apiVersion: v2\nname: shop\nversion: 1.0.0\nmaintainers: Jane\n",
                "apiVersion: v2\nname: shop\nversion: 1.0.0\nmaintainers: [Jane]\n",
                "apiVersion: v2\nname: shop\nversion: 1.0.0\nannotations: [a]\n",
                "apiVersion: v2\nname: shop\nversion: 1.0.0\nannotations: {a: {b: c}}\n",
                "apiVersion: v2\nname: shop\nversion: 1.0.0\nsources: {a: b}\n",
                BOMB,
                "apiVersion: v2\nname: shop\nversion: 1.0.0\na: &a [*a]\n",
                "apiVersion: v2\nname: shop\nversion: 1.0.0\na: !!javax.script.ScriptEngineManager [x\n",
                "---\na: b\n---\nc: d\n",
            })
    void refusesMetadataThatAreNone(String metadata) throws Exception {
        Path file = chart(metadata);

        assertThatThrownBy(() -> ChartFile.read(file, folder))
                .isInstanceOf(ChartException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void refusesDeepAndLongMetadata() throws Exception {
        assertRefused(chart("a: " + "[".repeat(100_000)), "");
        assertRefused(chart("name: " + "a.".repeat(1_000_000) + "a\n"), "'name' is not");
        assertRefused(chart("#".repeat((5 << 20) + 1)), "bytes allowed");
    }

    @Test
    void refusesFilesThatAreNoCharts() throws Exception {
        byte[] none = Archives.tar(Archives.file("shop/values.yaml", ""), Archives.file("a/b/Chart.yaml", SMALL));
        byte[] two = Archives.tar(Archives.file("a/Chart.yaml", SMALL), Archives.file("b/Chart.yaml", SMALL));
        byte[] twice = Archives.tar(Archives.file("a/Chart.yaml", SMALL), Archives.file("./a/Chart.yaml", FULL));
        byte[] link = Archives.tar(Archives.link('2', "a/Chart.yaml", "../../etc/passwd"));

        assertRefused(write(Archives.gzip(none)), "it has no CHART/Chart.yaml");
        assertRefused(write(Archives.gzip(two)), "more than one");
        assertRefused(write(Archives.gzip(twice)), "more than once");
        assertRefused(write(Archives.gzip(link)), "leads out");
        assertRefused(write(Archives.tar(Archives.file("a/Chart.yaml", SMALL))), "not compressed with gzip");
        assertRefused(write(Archives.gzip("text".repeat(500).getBytes(StandardCharsets.UTF_8))), "no tar archive");
        assertThatThrownBy(() -> ChartFile.read(folder.resolve("missing.tgz"), folder))
                .isInstanceOf(FileException.class);
    }

    private void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> ChartFile.read(file, folder))
                .isInstanceOf(ChartException.class)
                .hasMessageContaining(why);
    }

    private Path chart(String metadata) throws Exception {
        return write(Archives.gzip(Archives.tar(
                Archives.file("shop/Chart.yaml", metadata),
                new RawEntry("shop/values.yaml", new byte[0]),
                Archives.file("shop/charts/db/Chart.yaml", "name: db\n"))));
    }

    private Path write(byte[] content) throws Exception {
        return Archives.write(folder.resolve("chart.tgz"), content);
    }

    private static ImageManifest manifest(ArtifactSource source) throws Exception {
        Descriptor descriptor = source.resolve(source.name());
        return (ImageManifest) Manifest.parse(
                "it", descriptor.mediaType(), source.fetch(descriptor, 0).readAllBytes());
    }
}
