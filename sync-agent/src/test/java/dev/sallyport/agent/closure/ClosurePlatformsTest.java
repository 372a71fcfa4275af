package dev.sallyport.agent.closure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.bundle.Omission;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Platform;
import dev.sallyport.testkit.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Platforms, and everything an image may be made of. */
final class ClosurePlatformsTest {
    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private WalkerWorld world;

    @BeforeEach
    void open() throws IOException {
        world = new WalkerWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void anArchitectureSelectsAllItsVariantsUnlessOneIsNamed() throws Exception {
        Descriptor v6 = image("linux/arm/v6");
        Descriptor v7 = image("linux/arm/v7");
        Descriptor index = world.images.index(image("linux/amd64"), v6, v7);

        assertThat(kept(index, "linux/arm")).containsExactly("linux/arm/v6", "linux/arm/v7");
        assertThat(kept(index, "linux/arm/v7")).containsExactly("linux/arm/v7");
    }

    @Test
    void windowsSelectsAllItsVersionsUnlessOneIsNamedAndItsForeignLayersComeWithTheirUrls() throws Exception {
        byte[] foreign = "windows base".getBytes(UTF_8);
        String url = "https://storage.example/windows";
        Descriptor ltsc2022 = world.images
                .image("windows/amd64:10.0.20348.2655")
                .docker()
                .foreignLayer(foreign, url)
                .file("a", "a")
                .add();
        Descriptor ltsc2025 = world.images
                .image("windows/amd64:10.0.26100.1742")
                .docker()
                .foreignLayer("other".getBytes(UTF_8), url)
                .file("a", "a")
                .add();
        Descriptor index = world.images.dockerList(ltsc2022, ltsc2025, image("linux/amd64"));

        assertThat(kept(index, "windows/amd64"))
                .containsExactly("windows/amd64:10.0.20348.2655", "windows/amd64:10.0.26100.1742");
        assertThat(kept(index, "windows/amd64:10.0.20348")).containsExactly("windows/amd64:10.0.20348.2655");
        assertThat(walk(index, "windows/amd64:10.0.20348").blobs())
                .filteredOn(blob -> blob.descriptor().digest().equals(Digest.sha256(foreign)))
                .extracting(blob -> blob.descriptor().urls())
                .containsExactly(List.of(url));
    }

    @Test
    void keepsTheUrlsOfALayerThatAnotherImageHasWithoutThem() throws Exception {
        byte[] foreign = "windows base".getBytes(UTF_8);
        Descriptor plain = new Descriptor(MediaTypes.OCI_LAYER_GZIP, Digest.sha256(foreign), foreign.length);
        Descriptor first = world.images.image().blob(plain).add();
        Descriptor second = world.images
                .image()
                .foreignLayer(foreign, "https://storage.example/windows")
                .add();

        Closure closure = world.walkAll(world.root(first, "1"), world.root(second, "2"));

        assertThat(closure.blobs())
                .filteredOn(blob -> blob.descriptor().digest().equals(plain.digest()))
                .singleElement()
                .satisfies(blob -> assertThat(blob.descriptor().urls()).hasSize(1));
    }

    @Test
    void anImageMayBeAllowedToLackAPlatformButNotAll() throws Exception {
        Descriptor index = world.images.index(image("linux/amd64"), image("linux/s390x"));

        Closure closure = world.walk(
                world.root(index, "allowed", someOf("linux/amd64", "linux/arm64")),
                world.root(index, "none", someOf("linux/arm64", "linux/riscv64")));

        assertThat(closure.shortfalls())
                .containsExactly(new Shortfall("registry.example/app:allowed", "it is not for linux/arm64"));
        assertThat(closure.failures())
                .extracting(
                        failure -> failure.root().name(),
                        failure -> failure.cause().code())
                .containsExactly(tuple("registry.example/app:none", "platform-missing"));
        assertThat(closure.roots())
                .singleElement()
                .satisfies(root -> assertThat(root.platforms()).containsExactly("linux/amd64"));
    }

    @Test
    void choosesInsideNestedIndexes() throws Exception {
        Descriptor arm64 = image("linux/arm64");
        Descriptor inner = world.images.index(image("linux/amd64"), arm64);
        Descriptor outer = world.images.index(inner);

        Closure closure = walk(outer, "linux/amd64");

        assertThat(closure.omissions())
                .extracting(Omission::parent, omission -> omission.child().digest())
                .containsExactly(tuple(inner.digest(), arm64.digest()));
    }

    @Test
    void anAttestationIsNoPlatformThatAnImageHas() throws Exception {
        Descriptor manifest =
                world.images.image("unknown/unknown").file("x", "x").add();
        Descriptor index = world.images.index(image("linux/amd64"), manifest);

        Closure closure = world.walk(world.root(index, "1", WalkerWorld.platforms("linux/arm64")));

        assertThat(closure.failures().get(0).cause()).hasMessageEndingWith("it has linux/amd64");
    }

    @Test
    void carriesWhateverAnImageIsMadeOfAndEachThingOnce() throws Exception {
        byte[] layer = "layer under sha512".getBytes(UTF_8);
        Descriptor sha512 = world.images.blob(MediaTypes.OCI_LAYER_GZIP, DigestAlgorithm.SHA512, layer);
        Descriptor inner = world.images
                .image("linux/amd64")
                .blob(sha512)
                .blob(sha512)
                .blob("application/vnd.oci.image.layer.v1.tar+zstd", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd})
                .blob(MediaTypes.OCI_LAYER_GZIP, new byte[0])
                .blob("application/vnd.example.unheard-of", "?")
                .add();
        byte[] manifest = world.images.bytes(inner.digest());
        Descriptor underSha512 = world.images.blob(MediaTypes.OCI_MANIFEST, DigestAlgorithm.SHA512, manifest);

        Closure closure = world.walkAll(world.root(underSha512, "1"));

        assertThat(closure.blobs())
                .extracting(blob -> blob.descriptor().digest())
                .doesNotHaveDuplicates()
                .hasSize(2 + 4)
                .contains(sha512.digest(), underSha512.digest());
    }

    @Test
    void anImageListedAsItsOwnReferrerIsWalkedOnce() throws Exception {
        Descriptor image = image("linux/amd64");
        world.source.claimReferrer(image.digest(), image);

        Closure closure = world.walkAll(world.root(image, "1"));

        assertThat(closure.roots()).hasSize(1);
        assertThat(WalkerWorld.digests(closure)).isEqualTo(world.images.closure(image.digest()));
    }

    private Descriptor image(String platform) {
        return world.images.image(platform).file("platform", platform).add();
    }

    private List<String> kept(Descriptor index, String... platforms) throws Exception {
        return walk(index, platforms).roots().get(0).platforms();
    }

    private Closure walk(Descriptor index, String... platforms) throws Exception {
        return world.walkAll(world.root(index, "1", WalkerWorld.platforms(platforms)));
    }

    private static Selection someOf(String first, String second) throws Exception {
        return new Selection.OfPlatforms(List.of(Platform.parse(first), Platform.parse(second)), true);
    }
}
