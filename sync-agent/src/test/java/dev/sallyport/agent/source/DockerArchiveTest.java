package dev.sallyport.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Reference;
import dev.sallyport.testkit.RawEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DockerArchiveTest {
    private static final byte[] BASE = Archives.tar(Archives.file("etc/base", "base"));
    private static final byte[] TOP = Archives.tar(Archives.file("etc/top", "top"));

    @TempDir
    private Path folder;

    private @Nullable ArchiveFile archive;

    @AfterEach
    void close() {
        if (archive != null) {
            archive.close();
        }
    }

    @Test
    void readsWhatOldDockersWrite() throws Exception {
        String config = config(BASE, TOP);
        String other = config(BASE, TOP, TOP);
        LayoutSource source = open(
                new RawEntry("aa/", new byte[0]).type('5'),
                Archives.file("aa/VERSION", "1.0"),
                Archives.file("aa/json", "{}"),
                new RawEntry("aa/layer.tar", BASE),
                new RawEntry("bb/layer.tar", TOP),
                Archives.link('2', "cc/layer.tar", "../bb/layer.tar"),
                Archives.file(id(config) + ".json", config),
                Archives.file(id(other) + ".json", other),
                manifest(
                        image(
                                id(config) + ".json",
                                "[\"app:1\",\"reg.example:5000/team/app:1.0\"]",
                                "aa/layer.tar",
                                "bb/layer.tar"),
                        image(id(other) + ".json", "[\"other:2\"]", "aa/layer.tar", "bb/layer.tar", "cc/layer.tar")),
                Archives.file("repositories", "{}"));

        assertThat(source.images())
                .extracting(image -> image.host() + '/' + image.repository() + ':' + image.tag())
                .containsExactly(
                        "docker.io/library/app:1", "reg.example:5000/team/app:1.0", "docker.io/library/other:2");
        ImageManifest first = manifest(source, "app:1");
        assertThat(first.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(first.config().digest().hex()).isEqualTo(id(config));
        assertThat(first.config().mediaType()).isEqualTo(MediaTypes.OCI_CONFIG);
        assertThat(source.fetch(first.config(), 0).readAllBytes()).isEqualTo(config.getBytes(StandardCharsets.UTF_8));
        assertThat(first.layers())
                .extracting(Descriptor::mediaType)
                .containsOnly("application/vnd.oci.image.layer.v1.tar");
        assertThat(first.layers())
                .extracting(Descriptor::digest)
                .containsExactly(Digest.sha256(BASE), Digest.sha256(TOP));
        assertThat(source.fetch(manifest(source, "other:2").layers().get(2), 100)
                        .readAllBytes())
                .isEqualTo(Arrays.copyOfRange(TOP, 100, TOP.length));
    }

    @Test
    void makesTheSameManifestEachTime() throws Exception {
        RawEntry[] entries = single(config(BASE), "[\"app:1\"]", BASE);
        Digest once = open(entries).images().get(0).digest();

        assertThat(open(entries).images().get(0).digest()).isEqualTo(once);
    }

    @Test
    void carriesCompressedLayersAsTheyAreAndChecksWhatIsInThem() throws Exception {
        byte[] gzip = Archives.gzip(BASE);
        String config = config(BASE, BASE);
        ImageManifest docker = manifest(
                open(
                        Archives.file("c.json", config),
                        new RawEntry("1.tar", BASE),
                        new RawEntry("2.tar", gzip),
                        manifest(image("c.json", "[\"app:1\"]", "1.tar", "2.tar"))),
                "app:1");

        assertThat(docker.layers().get(0).mediaType()).isEqualTo("application/vnd.oci.image.layer.v1.tar");
        assertThat(docker.layers().get(1).mediaType()).isEqualTo("application/vnd.oci.image.layer.v1.tar+gzip");
        assertThat(docker.layers().get(1).digest()).isEqualTo(Digest.sha256(gzip));
        assertThatThrownBy(() -> open(single(config(TOP), "[\"app:1\"]", gzip)))
                .isInstanceOf(DigestMismatchException.class)
                .hasMessageContaining(Digest.sha256(TOP).toString());
        assertThatThrownBy(() -> open(single(config(TOP), "[\"app:1\"]", Arrays.copyOf(gzip, 100))))
                .hasMessageContaining("damaged or cut off");
    }

    @Test
    void carriesZstdLayersAsTheyAre() throws Exception {
        ImageManifest manifest = manifest(open(single(config(BASE), "[\"app:1\"]", Archives.zstd(BASE))), "app:1");

        assertThat(manifest.layers().get(0).mediaType()).isEqualTo("application/vnd.oci.image.layer.v1.tar+zstd");
        assertThat(manifest.layers().get(0).digest()).isEqualTo(Digest.sha256(Archives.zstd(BASE)));
    }

    @Test
    void makesAnOciManifest() throws Exception {
        String config = config(BASE);
        LayoutSource source = open(single(config, "[\"app:1\"]", BASE));
        Descriptor root = source.resolve(Reference.parse("app:1"));

        assertThat(new String(source.fetch(root, 0).readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                        + "\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"sha256:"
                        + id(config) + "\",\"size\":" + config.length() + "},\"layers\":["
                        + "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\""
                        + Digest.sha256(BASE) + "\",\"size\":" + BASE.length + "}]}");
    }

    @Test
    void namesAnUntaggedImageFromOutsideAndOneOfSeveralByItsPlace() throws Exception {
        Reference as = Reference.parse("factory.example/tool:1");
        byte[] tar = Archives.tar(
                Archives.file("1.json", config(BASE)),
                Archives.file("2.json", config(TOP)),
                new RawEntry("1.tar", BASE),
                new RawEntry("2.tar", TOP),
                manifest(image("1.json", "null", "1.tar"), image("2.json", "[]", "2.tar")));

        assertThatThrownBy(() -> read(tar, null, as)).isInstanceOf(UnnamedImageException.class);
        LayoutSource second = read(tar, "@1", as);
        assertThat(second.images()).hasSize(1);
        assertThat(manifest(second, "factory.example/tool:1").layers().get(0).digest())
                .isEqualTo(Digest.sha256(TOP));
        assertThatThrownBy(() -> open(single(config(BASE), "null", BASE)))
                .isInstanceOf(UnnamedImageException.class)
                .satisfies(e -> assertThat(((SallyportException) e).remedy()).contains("--as"));
    }

    @Test
    void refusesAConfigThatIsNotItsName() {
        String config = config(BASE);
        String wrong = "0".repeat(64) + ".json";

        assertThatThrownBy(() -> open(
                        Archives.file(wrong, config),
                        new RawEntry("l.tar", BASE),
                        manifest(image(wrong, "[\"app:1\"]", "l.tar"))))
                .isInstanceOf(DigestMismatchException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Config\":\"no.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"l.tar\"]}",
                "{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"no.tar\"]}",
                "{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"/l.tar\"]}",
                "{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"x/../l.tar\"]}",
                "{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"../../../etc/passwd\"]}",
                "{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"out\"]}",
                "{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"twice\"]}",
                "{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[]}",
                "{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"l.tar\",\"l.tar\"]}",
                "{\"Config\":\"c.json\",\"RepoTags\":[\"../../x:1\"],\"Layers\":[\"l.tar\"]}",
                "{\"Config\":\"c.json\",\"RepoTags\":[\"\\u001b[2J:1\"],\"Layers\":[\"l.tar\"]}",
            })
    void refusesAnImageWhosePartsAreNotThere(String image) {
        assertThatThrownBy(() -> open(
                        Archives.file("c.json", config(BASE)),
                        new RawEntry("l.tar", BASE),
                        Archives.link('2', "out", "/etc/passwd"),
                        new RawEntry("twice", BASE),
                        new RawEntry("twice", TOP),
                        Archives.file("manifest.json", "[" + image + "]")))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("a.tar")
                .hasMessageNotContaining("\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[1]", "[{}]", "[{\"Config\":1}]", "[{\"Config\":\"c.json\",\"Layers\":{}}]"})
    void refusesAManifestThatIsNone(String manifest) {
        assertThatThrownBy(() -> open(
                        Archives.file("c.json", config(BASE)),
                        new RawEntry("l.tar", BASE),
                        Archives.file("manifest.json", manifest)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("a.tar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"rootfs\":{\"diff_ids\":[\"sha256:zz\"]}}", "{\"rootfs\":[]}"})
    void refusesAConfigThatIsNone(String config) {
        assertThatThrownBy(() -> open(single(config, "[\"a:1\"]", BASE)))
                .isInstanceOf(SallyportException.class)
                .hasMessageContaining("a.tar");
    }

    @Test
    void refusesMoreLayersThanAllowed() {
        String layers = "\"l.tar\",".repeat(1000);
        String image = "{\"Config\":\"c.json\",\"RepoTags\":null,\"Layers\":[" + layers + "\"l.tar\"]}";

        assertThatThrownBy(() -> open(
                        Archives.file("c.json", config(BASE)),
                        new RawEntry("l.tar", BASE),
                        Archives.file("manifest.json", "[" + (image + ",").repeat(100) + image + "]")))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("more than the 100000 layers");
    }

    @Test
    void refusesArchivesThatAreNoneOrTooOld() {
        assertThatThrownBy(() -> open(Archives.file("x", "x"))).hasMessageContaining("it has no manifest.json");
        assertThatThrownBy(() -> open(Archives.file("repositories", "{}"))).hasMessageContaining("before 1.10");
    }

    @Test
    void aLayerThatIsNotItsDiffIdIsServedUnderThatDigestAndFailsThere() throws Exception {
        LayoutSource source = open(single(config(TOP), "[\"a:1\"]", BASE));
        Descriptor layer = manifest(source, "a:1").layers().get(0);

        assertThat(layer.digest()).isEqualTo(Digest.sha256(TOP));
        assertThat(Digest.sha256(source.fetch(layer, 0).readAllBytes())).isNotEqualTo(layer.digest());
    }

    private static RawEntry[] single(String config, String names, byte[] layer) {
        return new RawEntry[] {
            Archives.file("c.json", config), new RawEntry("l.tar", layer), manifest(image("c.json", names, "l.tar"))
        };
    }

    private static String config(byte[]... layers) {
        List<String> diffIds = new ArrayList<>();
        for (byte[] layer : layers) {
            diffIds.add("\"" + Digest.sha256(layer) + "\"");
        }
        return "{ \"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Healthcheck\":{}},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + String.join(",", diffIds) + "]}}\n";
    }

    private static String id(String config) {
        return Digest.sha256(config.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static String image(String config, String names, String... layers) {
        return "{\"Config\":\"" + config + "\",\"RepoTags\":" + names + ",\"Layers\":[\"" + String.join("\",\"", layers)
                + "\"]}";
    }

    private static RawEntry manifest(String... images) {
        return Archives.file("manifest.json", "[" + String.join(",", images) + "]");
    }

    private static ImageManifest manifest(LayoutSource source, String name) throws Exception {
        Descriptor descriptor = source.resolve(Reference.parse(name));
        return (ImageManifest) Manifest.parse(
                "it", descriptor.mediaType(), source.fetch(descriptor, 0).readAllBytes());
    }

    private LayoutSource open(RawEntry... entries) throws Exception {
        return read(Archives.tar(entries), null, null);
    }

    private LayoutSource read(byte[] tar, @Nullable String choice, @Nullable Reference as) throws Exception {
        close();
        archive = ArchiveFile.open(Archives.write(folder.resolve("a.tar"), tar), folder);
        return LayoutSource.of(DockerArchive.of(archive), choice, as);
    }
}
