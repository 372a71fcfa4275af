package dev.sallyport.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LayoutArchiveTest extends ContentSourceContract {
    private static final String HOST = "registry.example";

    @TempDir
    private Path folder;

    private ArchiveFile archive;

    @Override
    protected ContentSource open(Descriptor index, String tag) throws Exception {
        return open(tar(Map.of(HOST + "/library/hello:" + tag, index)), null, null);
    }

    @Override
    protected Reference name(String tag) {
        return reference(HOST, tag);
    }

    @AfterEach
    void close() {
        archive.close();
    }

    @Test
    void givesSeveralImagesByNameAndOneOfThemIfAsked() throws Exception {
        byte[] tar = tar(Map.of("a.example/app:1", index, "b.example/app:2", amd64));

        assertThat(open(tar, null, null).images()).hasSize(2);
        assertThat(open(tar, "b.example/app:2", null).images())
                .containsExactly(Reference.parse("b.example/app:2").withDigest(amd64.digest()));
        assertThat(open(tar, "@1", null).images()).hasSize(1);
        assertThat(open(tar, "@" + amd64.digest(), null).images()).hasSize(1);
        assertThatThrownBy(() -> open(tar, "c.example/app:1", null))
                .isInstanceOf(LayoutContentMissingException.class)
                .hasMessageContainingAll("a.tar", "c.example/app:1")
                .satisfies(e ->
                        assertThat(((SallyportException) e).remedy()).contains("a.example/app:1", "b.example/app:2"));
        assertThatThrownBy(() -> open(tar, "@2", null)).isInstanceOf(LayoutContentMissingException.class);
    }

    @Test
    void namesOneOfSeveralImagesWithoutNamesFromOutside() throws Exception {
        byte[] tar = tar(Map.of("latest", index, "other", amd64));
        Reference as = Reference.parse("c.example/app:3");

        assertThatThrownBy(() -> open(tar, null, as)).isInstanceOf(UnnamedImageException.class);
        assertThat(open(tar, "other", as).images()).containsExactly(as.withDigest(amd64.digest()));
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void readsACompressedArchiveAndLeavesNothingBehind(Compression compression) throws Exception {
        byte[] tar = tar(Map.of("a.example/app:1", index));
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        Path file = Archives.write(
                folder.resolve("packed"), compression == Compression.GZIP ? Archives.gzip(tar) : Archives.zstd(tar));
        try (ArchiveFile packed = ArchiveFile.open(file, scratch.resolve("not/there/yet"))) {
            LayoutSource source = LayoutSource.of(LayoutArchive.of(packed, "oci-archive"), null, null);

            assertThat(source.fetch(amd64, 0).readAllBytes()).isEqualTo(images.bytes(amd64.digest()));
            assertThat(scratch).isEmptyDirectory();
        }
    }

    @Test
    void refusesToUnpackWhatGrowsTooMuch() throws Exception {
        byte[] bomb = Archives.zstd(new byte[1 << 20]);
        Path file = Archives.write(folder.resolve("bomb.tar.zst"), bomb);

        assertThatThrownBy(() -> ArchiveFile.open(file, folder, new Expansion(1000, 10)))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("unpacks to more than");
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void refusesDamagedCompression(Compression compression) throws Exception {
        byte[] tar = tar(Map.of("a.example/app:1", index));
        byte[] packed = compression == Compression.GZIP ? Archives.gzip(tar) : Archives.zstd(tar);
        Path cut = Archives.write(folder.resolve("cut"), Arrays.copyOf(packed, packed.length / 2));

        assertThatThrownBy(() -> ArchiveFile.open(cut, folder))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining(compression.program() + " data are damaged or cut off");
    }

    @Test
    void saysHowToUnpackWhatItCannot() throws Exception {
        Path file = Archives.write(folder.resolve("a.tar.xz"), new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0});

        assertThatThrownBy(() -> ArchiveFile.open(file, folder))
                .satisfies(e -> assertThat(((SallyportException) e).remedy()).contains("xz -d " + file));
    }

    @Test
    void saysWhatToNameAFolderAPipeOrAMissingFile() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> ArchiveFile.open(folder, folder))
                .hasMessageContaining("it is a folder")
                .satisfies(e -> assertThat(((SallyportException) e).remedy()).contains("oci:" + folder));
        assertThatThrownBy(() -> ArchiveFile.open(pipe, folder)).hasMessageContaining("not a plain file");
        assertThatThrownBy(() -> ArchiveFile.open(folder.resolve("no"), folder))
                .hasMessageContaining("no such file")
                .satisfies(e -> assertThat(((SallyportException) e).category()).isEqualTo(Category.MISSING));
    }

    @Test
    void refusesAnArchiveThatHoldsNoLayout() throws Exception {
        byte[] inFolder =
                Archives.tar(Archives.file("layout/oci-layout", "{}"), Archives.file("layout/index.json", ""));
        byte[] docker = Archives.tar(Archives.file("manifest.json", "[]"));

        assertThatThrownBy(() -> open(inFolder, null, null))
                .hasMessageContaining("no oci-layout at its top")
                .satisfies(e -> assertThat(((SallyportException) e).remedy()).contains("tar -C"));
        assertThatThrownBy(() -> open(docker, null, null))
                .satisfies(e -> assertThat(((SallyportException) e).remedy()).contains("docker-archive:"));
    }

    @Test
    void saysThatContentIsMissingAndWhetherTheArchiveIsCutOff() throws Exception {
        byte[] tar = Archives.tar(
                Archives.file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}"),
                Archives.file("index.json", "{\"schemaVersion\":2,\"manifests\":[]}"));

        for (boolean complete : List.of(true, false)) {
            LayoutSource source = open(complete ? tar : Arrays.copyOf(tar, tar.length - 1024), null, null);
            assertThatThrownBy(() -> source.fetch(amd64, 0))
                    .isInstanceOf(LayoutContentMissingException.class)
                    .satisfies(e -> {
                        assertThat(((SallyportException) e).category()).isEqualTo(Category.MISSING);
                        assertThat(((SallyportException) e).remedy()).contains(complete ? "--platform" : "cut off");
                    });
        }
    }

    @Test
    void refusesAManifestThatIsNotItsDigest() throws Exception {
        byte[] tar = tar(Map.of("a.example/app:1", index));
        String content = new String(tar, StandardCharsets.ISO_8859_1);
        int at = content.indexOf(new String(images.bytes(index.digest()), StandardCharsets.ISO_8859_1));
        tar[at + 5] ^= 1;

        assertThatThrownBy(() -> open(tar, null, null)).isInstanceOf(DigestMismatchException.class);
    }

    @Test
    void carriesWhateverALayoutMayHold() throws Exception {
        byte[] empty = {};
        byte[] layer = Archives.zstd(new byte[] {1, 2, 3});
        Descriptor sha512 = images.blob("application/octet-stream", DigestAlgorithm.SHA512, new byte[] {5, 6});
        Descriptor image = images.image()
                .blob("application/vnd.oci.image.layer.v1.tar", empty)
                .blob("application/vnd.oci.image.layer.v1.tar+zstd", layer)
                .blob(sha512)
                .add();
        Descriptor nested = images.index(images.index(image));
        Descriptor artifact = images.artifact("application/vnd.example")
                .blob("text/plain", "x")
                .add();
        LayoutSource source =
                open(tar(Map.of("a.example/nested:1", nested, "a.example/artifact:1", artifact)), null, null);

        assertThat(source.images()).hasSize(2);
        for (byte[] each : List.of(empty, layer)) {
            Descriptor descriptor = new Descriptor("any", Digest.sha256(each), each.length);
            assertThat(source.fetch(descriptor, 0).readAllBytes()).isEqualTo(each);
        }
        assertThat(source.fetch(sha512, 1).readAllBytes()).containsExactly(6);
        assertThat(source.resolve(Reference.parse("a.example/artifact:1")).mediaType())
                .isEqualTo(MediaTypes.OCI_MANIFEST);
    }

    private byte[] tar(Map<String, Descriptor> roots) throws Exception {
        return Archives.layout(images, Files.createTempDirectory(folder, "layout"), roots);
    }

    private LayoutSource open(byte[] tar, String choice, Reference as) throws Exception {
        if (archive != null) {
            archive.close();
        }
        archive = ArchiveFile.open(Archives.write(folder.resolve("a.tar"), tar), folder);
        return LayoutSource.of(LayoutArchive.of(archive, "oci-archive"), choice, as);
    }
}
