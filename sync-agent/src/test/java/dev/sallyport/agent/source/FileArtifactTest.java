package dev.sallyport.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Reference;
import dev.sallyport.testkit.Layers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileArtifactTest {
    private static final byte[] CONTENT = Layers.randomBytes(1, 300_000);

    @TempDir
    private Path folder;

    private Path file;
    private Reference name;

    @BeforeEach
    void write() throws Exception {
        file = Files.write(folder.resolve("firmware.bin"), CONTENT);
        name = Reference.parse("factory-7.example/firmware:1");
    }

    @Test
    void makesAnArtifactOfAFile() throws Exception {
        ArtifactSource source = FileArtifact.open(file, name);
        ImageManifest manifest = manifest(source);
        Descriptor layer = manifest.layers().get(0);

        assertThat(manifest.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(manifest.artifactType()).isEqualTo("application/vnd.sallyport.file.v1");
        assertThat(manifest.config().mediaType()).isEqualTo(MediaTypes.OCI_EMPTY);
        assertThat(source.fetch(manifest.config(), 0).readAllBytes()).containsExactly('{', '}');
        assertThat(manifest.layers()).hasSize(1);
        assertThat(layer.mediaType()).isEqualTo("application/octet-stream");
        assertThat(layer.digest()).isEqualTo(Digest.sha256(CONTENT));
        assertThat(layer.annotations()).containsEntry("org.opencontainers.image.title", "firmware.bin");
        try (InputStream in = source.fetch(layer, 7)) {
            assertThat(in.readNBytes(5)).isEqualTo(Arrays.copyOfRange(CONTENT, 7, 12));
        }
        assertThat(source.referrers(layer.digest())).isEmpty();
    }

    @Test
    void givesTheSameDigestForTheSameFileWhereverItIsAndWhenever() throws Exception {
        Path copy = Files.copy(
                file, Files.createDirectory(folder.resolve("elsewhere")).resolve("firmware.bin"));
        Files.setLastModifiedTime(copy, FileTime.fromMillis(1));

        assertThat(FileArtifact.open(copy, name).name())
                .isEqualTo(FileArtifact.open(file, name).name());
        assertThat(FileArtifact.open(Files.copy(file, folder.resolve("other.bin")), name)
                        .name())
                .isNotEqualTo(FileArtifact.open(file, name).name());
    }

    @Test
    void opensAgainByTheAddressItGivesEvenThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link.bin"), file);
        ArtifactSource source = FileArtifact.open(link, name);
        Descriptor manifest = source.resolve(name);

        assertThat(source.address()).isEqualTo("file:" + folder.toRealPath().resolve("link.bin"));
        SourceArgument again = SourceArgument.parse(source.address());
        assertThat(FileArtifact.open(((SourceArgument.FileArgument) again).file(), null)
                        .fetch(manifest, 0)
                        .readAllBytes())
                .isEqualTo(source.fetch(manifest, 0).readAllBytes());
    }

    @Test
    void resolvesItsNameAndItsDigestAndNothingElse() throws Exception {
        ArtifactSource source = FileArtifact.open(file, name);
        Digest digest = source.name().digest();

        assertThat(source.resolve(name).digest()).isEqualTo(digest);
        assertThat(source.resolve(Reference.parse("x.example/y:2").withDigest(digest))
                        .digest())
                .isEqualTo(digest);
        for (String other : List.of("factory-7.example/firmware:2", "x.example/firmware:1")) {
            assertThatThrownBy(() -> source.resolve(Reference.parse(other)))
                    .isInstanceOf(ArtifactContentMissingException.class)
                    .satisfies(
                            e -> assertThat(((SallyportException) e).category()).isEqualTo(Category.MISSING));
        }
    }

    @Test
    void givesNothingItDoesNotHaveNorOfAnotherSize() throws Exception {
        ArtifactSource source = FileArtifact.open(file, name);
        Descriptor layer = manifest(source).layers().get(0);

        assertThatThrownBy(() -> source.fetch(Descriptor.of("x", new byte[] {1}), 0))
                .isInstanceOf(ArtifactContentMissingException.class);
        assertThatThrownBy(() -> source.fetch(new Descriptor("x", layer.digest(), 5), 0))
                .isInstanceOf(DigestMismatchException.class);
    }

    @Test
    void failsIfTheFileWasChangedOrIsGone() throws Exception {
        ArtifactSource source = FileArtifact.open(file, name);
        Descriptor layer = manifest(source).layers().get(0);
        Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);

        assertThatThrownBy(() -> source.fetch(layer, 0))
                .isInstanceOf(FileChangedException.class)
                .hasMessageContaining(file.toRealPath().toString());
        Files.delete(file);
        assertThatThrownBy(() -> source.fetch(layer, 0)).isInstanceOf(FileChangedException.class);
    }

    @Test
    void breaksOffIfTheFileIsChangedWhileItIsRead() throws Exception {
        ArtifactSource source = FileArtifact.open(file, name);
        Descriptor layer = manifest(source).layers().get(0);

        try (InputStream in = source.fetch(layer, 0)) {
            in.readNBytes(1000);
            Files.setLastModifiedTime(file, FileTime.fromMillis(1));
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("was changed");
        }
    }

    @Test
    void carriesAnEmptyFile() throws Exception {
        ArtifactSource source = FileArtifact.open(Files.createFile(folder.resolve("empty")), name);
        Descriptor layer = manifest(source).layers().get(0);

        assertThat(layer.size()).isZero();
        assertThat(source.fetch(layer, 0).readAllBytes()).isEmpty();
    }

    @Test
    void refusesWhatIsNoPlainFile() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path odd = Files.createFile(folder.resolve("odd\u001b[2J"));

        assertRefused(pipe, "not a plain file");
        assertRefused(folder, "not a plain file");
        assertRefused(Path.of("/"), "not a plain file");
        assertRefused(folder.resolve("missing/file"), "no such file");
        assertRefused(folder.resolve("missing"), "no such file");
        assertRefused(odd, "its name is no text");
    }

    private void assertRefused(Path path, String why) {
        assertThatThrownBy(() -> FileArtifact.open(path, name))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("\u001b");
    }

    private static ImageManifest manifest(ArtifactSource source) throws Exception {
        Descriptor descriptor = source.resolve(source.name());
        return (ImageManifest) Manifest.parse(
                "it", descriptor.mediaType(), source.fetch(descriptor, 0).readAllBytes());
    }
}
