package dev.sallyport.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sallyport.agent.mirror.MirrorItem.ComposeItem;
import dev.sallyport.agent.mirror.MirrorItem.ReferenceItem;
import dev.sallyport.agent.mirror.MirrorItem.RepositoryItem;
import dev.sallyport.oci.Platform;
import dev.sallyport.oci.RepositoryName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MirrorFileTest {
    private static final String PIN = "sha256:" + "a".repeat(64);
    private static final String WHOLE = """
            stream: factory-7
            key: keys/factory-7.pem
            output: out
            state: state
            platforms: [linux/amd64, linux/arm64]
            include: [signatures, sboms, attestations, application/spdx+json]
            volume-size: bd25
            expires: 90d
            prune: unselected
            images:
              - ref: docker.io/library/nginx:1.27
                verify: keys/nginx-cosign.pub
                digest: PIN
              - ref: registry.k8s.io/pause:3.10
                platforms: [linux/amd64]
                optional: true
                include: []
              - repository: docker.io/library/postgres
                range: ">=15 <18"
                suffix: -alpine
                exclude: [16.3-alpine]
                keep: 1
                newest: 3
              - repository: ghcr.io/acme/app
                match: 'v2\\..*'
              - repository: quay.io/acme/tool
                tags: [1.9, 1.10]
            charts:
              - ref: oci://ghcr.io/acme/shop:2.4.1
                values: [shop.yaml]
              - ref: https://charts.example/index.yaml
                chart: ingress
                version: 4.0
              - path: charts/own
                name: factory-7.example/charts/own:1
            manifests: [k8s/]
            image-paths:
              - $.spec.image
              - path: $.spec.template.images[*]
                kind: Shop
            compose:
              - file: compose.yaml
                profiles: [prod]
                environment: {TAG: 1.0}
            dockerfiles:
              - path: Dockerfile
                args: {BASE: 3.20}
            lists: [images.txt]
            archives:
              - path: tool.tar
                name: factory-7.example/tool:1
            files:
              - path: firmware.bin
                name: factory-7.example/firmware:1
            aliases:
              windowsservercore: mcr.microsoft.com/windows/servercore
            registries:
              docker.io: {mirror: cache.example, ca: ca.pem, parallel: 4}
            """.replace("PIN", PIN);

    @TempDir
    private Path folder;

    private MirrorFile read(String text) throws Exception {
        Path file = folder.resolve("mirror.yaml");
        Files.writeString(file, text);
        return MirrorFile.read(file);
    }

    @Test
    void readsWhatTheWholeStreamIsToBe() throws Exception {
        MirrorFile mirror = read(WHOLE);

        assertThat(mirror.stream()).hasToString("factory-7");
        assertThat(mirror.keys()).containsExactly(folder.resolve("keys/factory-7.pem"));
        assertThat(mirror.output()).isEqualTo(folder.resolve("out"));
        assertThat(mirror.state()).isEqualTo(folder.resolve("state"));
        assertThat(mirror.platforms()).hasToString("[linux/amd64, linux/arm64]");
        assertThat(mirror.include()).containsExactly("signatures", "sboms", "attestations", "application/spdx+json");
        assertThat(mirror.volumeSize()).isEqualTo(25_000_000_000L);
        assertThat(mirror.expires()).isEqualTo(Duration.ofDays(90));
        assertThat(mirror.prune()).isTrue();
        assertThat(mirror.aliases())
                .isEqualTo(Map.of("windowsservercore", new RepositoryName("mcr.microsoft.com/windows/servercore")));
        assertThat(mirror.registry("docker.io")).satisfies(settings -> {
            assertThat(settings.mirror()).isEqualTo("cache.example");
            assertThat(settings.certificates()).isEqualTo(folder.resolve("ca.pem"));
            assertThat(settings.parallel()).isEqualTo(4);
            assertThat(settings.plainHttp()).isFalse();
        });
        assertThat(mirror.registry("quay.io")).isNull();
    }

    @Test
    void anImageHasItsOwnTreatmentAndElseThatOfTheFile() throws Exception {
        List<MirrorItem.ImageItem> images = read(WHOLE).images();

        assertThat(images.get(0)).asInstanceOf(type(ReferenceItem.class)).satisfies(image -> {
            assertThat(image.reference()).hasToString("docker.io/library/nginx:1.27");
            assertThat(image.pin()).hasToString(PIN);
            assertThat(image.treatment().verify()).isEqualTo(folder.resolve("keys/nginx-cosign.pub"));
            assertThat(image.treatment().platforms()).hasSize(2);
            assertThat(image.treatment().include()).hasSize(4);
            assertThat(image.treatment().optional()).isFalse();
            assertThat(image.place().line()).isEqualTo(11);
            assertThat(image.place().column()).isEqualTo(5);
        });
        assertThat(images.get(1).treatment())
                .isEqualTo(new Treatment(List.of(Platform.parse("linux/amd64")), List.of(), true, null));
    }

    @Test
    void aTagIsTextWhateverItLooksLike() throws Exception {
        List<MirrorItem.ImageItem> images = read(WHOLE).images();

        assertThat(((RepositoryItem) images.get(4)).selection().tags()).hasToString("[1.9, 1.10]");
        assertThat(((RepositoryItem) images.get(2)).selection())
                .hasToString("range >=15 <18, suffix -alpine, exclude 16.3-alpine, keep 1, newest 3");
        assertThat(((RepositoryItem) images.get(3)).selection()).hasToString("match v2\\..*");
        assertThat(((RepositoryItem) images.get(2)).name()).isEqualTo("docker.io/library/postgres");
        assertThat(((ReferenceItem) read("stream: a\nimages: [{ref: 'a/b:1.10'}]")
                                .images()
                                .get(0))
                        .reference())
                .hasToString("docker.io/a/b:1.10");
    }

    @Test
    void readsWhatIsNoImageAtARegistry() throws Exception {
        MirrorFile mirror = read(WHOLE);

        assertThat(mirror.charts().get(0).address()).isEqualTo("oci://ghcr.io/acme/shop:2.4.1");
        assertThat(mirror.charts().get(0).values()).containsExactly(folder.resolve("shop.yaml"));
        assertThat(mirror.charts().get(1).chart()).isEqualTo("ingress");
        assertThat(mirror.charts().get(1).version()).isEqualTo("4.0");
        assertThat(mirror.charts().get(2).path()).isEqualTo(folder.resolve("charts/own"));
        assertThat(mirror.charts().get(2).name()).hasToString("factory-7.example/charts/own:1");
        assertThat(mirror.manifests().get(0).path()).isEqualTo(folder.resolve("k8s"));
        assertThat(mirror.imagePaths())
                .extracting(ImagePath::path)
                .containsExactly("$.spec.image", "$.spec.template.images[*]");
        assertThat(mirror.imagePaths()).extracting(ImagePath::kind).containsExactly(null, "Shop");
        assertThat(mirror.compose())
                .singleElement()
                .extracting(ComposeItem::files, ComposeItem::profiles, ComposeItem::environment)
                .containsExactly(List.of(folder.resolve("compose.yaml")), List.of("prod"), Map.of("TAG", "1.0"));
        assertThat(read("stream: a\ncompose: [one.yaml, {file: [two.yaml, three.yaml]}]")
                        .compose())
                .extracting(item -> item.files().size())
                .containsExactly(1, 2);
        assertThat(mirror.dockerfiles().get(0).args()).isEqualTo(Map.of("BASE", "3.20"));
        assertThat(mirror.lists().get(0).path()).isEqualTo(folder.resolve("images.txt"));
        assertThat(mirror.archives().get(0).name()).hasToString("factory-7.example/tool:1");
        assertThat(mirror.files().get(0).path()).isEqualTo(folder.resolve("firmware.bin"));
    }

    @Test
    void whatIsNotSaidHasTheDefaultOfACarefulPerson() throws Exception {
        MirrorFile mirror = read("stream: a\nimages:\n");

        assertThat(mirror.isEmpty()).isTrue();
        assertThat(mirror.keys()).isEmpty();
        assertThat(mirror.output()).isNull();
        assertThat(mirror.platforms()).isEmpty();
        assertThat(mirror.include()).isEqualTo(Treatment.ALL_REFERRERS);
        assertThat(mirror.volumeSize()).isNull();
        assertThat(mirror.expires()).isNull();
        assertThat(mirror.prune()).isFalse();
        assertThat(read(WHOLE).isEmpty()).isFalse();
    }

    @Test
    void severalKeysSignTogether() throws Exception {
        assertThat(read("stream: a\nkey: [one.pem, /two.pem]\n").keys())
                .containsExactly(folder.resolve("one.pem"), Path.of("/two.pem"));
    }

    @Test
    void theSelectionIsTheSameInAnotherOrderAndSpelling() throws Exception {
        List<String> lines = read("""
                        stream: a
                        images:
                          - {repository: docker.io/library/x, range: '>=1 <2', verify: a.pub}
                          - ref: docker.io/library/nginx:1.27
                        platforms: [linux/amd64]
                        """).selection();

        assertThat(read("""
                                # Another way to say it.
                                stream: b
                                key: other.pem
                                platforms:
                                - "linux/amd64"
                                images:
                                - ref: 'docker.io/library/nginx:1.27'
                                - range: ">=1 <2"
                                  repository: docker.io/library/x
                                registries: {docker.io: {parallel: 2}}
                                """).selection())
                .isEqualTo(lines)
                .containsExactly(
                        "images: {range: \">=1 <2\", repository: docker.io/library/x}",
                        "images: {ref: docker.io/library/nginx:1.27}",
                        "platforms: [linux/amd64]");
        assertThat(read("stream: a\nimages: [{ref: docker.io/library/nginx:1.28}]")
                        .selection())
                .isNotEqualTo(lines);
    }

    @Test
    void aByteOrderMarkAndCarriageReturnsAreNoMatter() throws Exception {
        byte[] content = ("\uFEFF" + WHOLE.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8);

        assertThat(MirrorFile.parse(Path.of("mirror.yaml"), content).images()).hasSize(5);
    }
}
