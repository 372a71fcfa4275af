package dev.sallyport.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.StrictJson;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestImagesTest {
    private final TestImages images = new TestImages();

    @Test
    void buildsManifestsThatParseAndWhoseDescriptorsAreTrue() throws Exception {
        Descriptor oci =
                images.image("linux/arm64/v8").file("a", "1").file("b", "2").add();
        Descriptor docker = images.image().docker().randomLayer(7, 70_000).add();
        Descriptor nested = images.index(images.index(oci), images.dockerList(docker));

        for (Digest digest : images.closure(nested.digest())) {
            images.manifestType(digest).ifPresent(mediaType -> {
                Manifest manifest = images.parsed(digest).orElseThrow();
                assertThat(manifest.mediaType()).isEqualTo(mediaType);
                for (Descriptor child : manifest.children()) {
                    assertThat(Digest.sha256(images.bytes(child.digest()))).isEqualTo(child.digest());
                    assertThat(images.bytes(child.digest())).hasSize((int) child.size());
                }
            });
        }
        assertThat(images.closure(nested.digest())).hasSameSizeAs(images.blobs().keySet());
        assertThat(oci.platformText()).isEqualTo("linux/arm64/v8");
        assertThat(docker.mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
    }

    @Test
    void namesTheUncompressedLayersInTheConfig() throws Exception {
        Descriptor image = images.image().randomLayer(7, 70_000).add();
        ImageManifest manifest = (ImageManifest) images.parsed(image.digest()).orElseThrow();
        byte[] layer = images.bytes(manifest.layers().get(0).digest());
        byte[] tar = new GZIPInputStream(new ByteArrayInputStream(layer)).readAllBytes();

        JsonReader config =
                StrictJson.parseObject("config", images.bytes(manifest.config().digest()), 10_000);

        assertThat(config.object("rootfs").texts("diff_ids"))
                .containsExactly(Digest.sha256(tar).toString());
        assertThat(tar.length % 512).isZero();
    }

    @Test
    void findsReferrersOfReferrers() {
        Descriptor image = images.image().file("a", "1").add();
        Descriptor sbom = images.artifact("application/spdx+json")
                .subject(image)
                .blob("text/plain", "{}")
                .annotation("a", "b")
                .add();
        Descriptor signature =
                images.artifact("application/signature").subject(sbom).add();

        assertThat(images.referrers(image.digest())).singleElement().satisfies(found -> {
            assertThat(found.digest()).isEqualTo(sbom.digest());
            assertThat(found.artifactType()).isEqualTo("application/spdx+json");
            assertThat(found.annotations()).containsEntry("a", "b");
        });
        assertThat(images.closure(image.digest())).doesNotContain(sbom.digest());
        assertThat(images.closureWithReferrers(image.digest())).contains(sbom.digest(), signature.digest());
    }

    @Test
    void givesTheSameBytesForTheSameCalls() {
        Digest digest = images.image().file("a", "1").label("l", "v").add().digest();

        assertThat(new TestImages().image().file("a", "1").label("l", "v").add().digest())
                .isEqualTo(digest);
        // The same on every Java, or tests that keep a digest would depend on one.
        assertThat(digest).hasToString("sha256:a05232f6788b44fa2eb91fb8715f382fa6261a8d96bfbaf170daf683542b3a61");
    }

    @Test
    void writesLayoutWithNamesAndReferrers(@TempDir Path folder) throws Exception {
        Descriptor foreign = new Descriptor(
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                Digest.sha256(new byte[1]),
                1,
                null,
                null,
                Map.of(),
                List.of("https://layers.example/1"));
        Descriptor sha512 = images.blob("text/plain", DigestAlgorithm.SHA512, new byte[3]);
        Descriptor image = images.image().blob(foreign).blob(sha512).add();
        Descriptor sbom =
                images.artifact("application/spdx+json").subject(image).add();

        images.writeLayout(folder, Map.of("registry.example/app:1", image));

        JsonReader index = StrictJson.parseObject("index", Files.readAllBytes(folder.resolve("index.json")), 10_000);
        List<Descriptor> entries = List.of(
                Descriptor.read(index.objects("manifests").get(0)),
                Descriptor.read(index.objects("manifests").get(1)));
        assertThat(entries).extracting(Descriptor::digest).containsExactly(image.digest(), sbom.digest());
        assertThat(entries.get(0).annotations())
                .containsEntry("io.containerd.image.name", "registry.example/app:1")
                .containsEntry("org.opencontainers.image.ref.name", "registry.example/app:1");
        assertThat(folder.resolve("oci-layout")).content().isEqualTo("{\"imageLayoutVersion\":\"1.0.0\"}");
        for (Digest digest : images.blobs().keySet()) {
            assertThat(folder.resolve("blobs")
                            .resolve(digest.algorithm().prefix())
                            .resolve(digest.hex()))
                    .hasBinaryContent(images.bytes(digest));
        }
        assertThat(folder.resolve("blobs/sha256").resolve(foreign.digest().hex()))
                .doesNotExist();
    }
}
