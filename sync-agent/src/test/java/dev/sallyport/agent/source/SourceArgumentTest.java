package dev.sallyport.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.agent.source.SourceArgument.ArchiveArgument;
import dev.sallyport.agent.source.SourceArgument.ArchiveArgument.Format;
import dev.sallyport.agent.source.SourceArgument.ChartArgument;
import dev.sallyport.agent.source.SourceArgument.FileArgument;
import dev.sallyport.agent.source.SourceArgument.LayoutArgument;
import dev.sallyport.agent.source.SourceArgument.ListArgument;
import dev.sallyport.agent.source.SourceArgument.RegistryArgument;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SourceArgumentTest {
    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io/library/nginx:latest",
        "nginx:1.27, docker.io/library/nginx:1.27",
        "registry.example:5000/team/app, registry.example:5000/team/app:latest",
        "localhost/app:1, localhost/app:1",
        "127.0.0.1:5000/app:1, 127.0.0.1:5000/app:1",
    })
    void readsReferences(String text, String reference) throws Exception {
        assertThat(SourceArgument.parse(text)).isEqualTo(new RegistryArgument(Reference.parse(reference)));
    }

    @Test
    void readsTagAndDigest() throws Exception {
        String digest = "sha256:" + "a".repeat(64);

        assertThat(SourceArgument.parse("nginx:1.27@" + digest).toString())
                .isEqualTo("docker.io/library/nginx:1.27@" + digest);
    }

    @ParameterizedTest
    @CsvSource({"oci:out, out", "oci:/a/b c, /a/b c", "oci:../x:y, ../x:y", "oci:a@b, a@b"})
    void readsLayouts(String text, String path) throws Exception {
        assertThat(SourceArgument.parse(text)).isEqualTo(new LayoutArgument(Path.of(path)));
    }

    @Test
    void readsArchivesWithAndWithoutAChoice() throws Exception {
        assertThat(SourceArgument.parse("oci-archive:x.tar"))
                .isEqualTo(new ArchiveArgument(Format.OCI, Path.of("x.tar"), null));
        assertThat(SourceArgument.parse("docker-archive:/a/x.tar:b.example/app:1"))
                .isEqualTo(new ArchiveArgument(Format.DOCKER, Path.of("/a/x.tar"), "b.example/app:1"));
        assertThat(SourceArgument.parse("docker-archive:x.tar:@0", Path.of("/lists")))
                .isEqualTo(new ArchiveArgument(Format.DOCKER, Path.of("/lists/x.tar"), "@0"));
    }

    @Test
    void takesTheFileThatIsThereForThePathOfAnArchive(@TempDir Path folder) throws Exception {
        Path odd = Files.createFile(folder.resolve("a:1.tar"));

        for (String choice : new String[] {"", ":b.example/app:1"}) {
            SourceArgument argument = SourceArgument.parse("docker-archive:" + odd + choice);
            assertThat(argument)
                    .isEqualTo(new ArchiveArgument(Format.DOCKER, odd, choice.isEmpty() ? null : choice.substring(1)));
            assertThat(SourceArgument.parse(argument.toString())).isEqualTo(argument);
        }
    }

    @Test
    void readsFilesChartsAndLists() throws Exception {
        assertThat(SourceArgument.parse("file:a:b")).isEqualTo(new FileArgument(Path.of("a:b")));
        assertThat(SourceArgument.parse("chart:shop.tgz")).isEqualTo(new ChartArgument(Path.of("shop.tgz")));
        assertThat(SourceArgument.parse("list:images.txt")).isEqualTo(new ListArgument(Path.of("images.txt")));
    }

    @Test
    void readsChartsAtRegistriesAsHelmWritesThem() throws Exception {
        assertThat(SourceArgument.parse("oci://ghcr.io/acme/shop:2.4.1+build.5").toString())
                .isEqualTo("ghcr.io/acme/shop:2.4.1_build.5");
        assertThatThrownBy(() -> SourceArgument.parse("oci://jane:s3cr3t@ghcr.io/acme/shop:1"))
                .isInstanceOf(SecretInReferenceException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "oci-archive:",
                "docker-archive:x.tar:",
                "docker-archive::x",
                "file:",
                "list:\0",
                "chart:",
                "oci:",
                "oci:\0",
                "a b",
                "nginx:",
                "nginx@sha256:abc",
                "-x",
                "a//b"
            })
    void refusesWhatIsNeither(String text) {
        assertThatThrownBy(() -> SourceArgument.parse(text)).isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker://nginx",
                "https://registry.example/app",
                "dir:x",
                "docker-daemon:nginx:1",
            })
    void refusesWhatOtherProgramsUnderstand(String text) {
        assertThatThrownBy(() -> SourceArgument.parse(text)).isInstanceOf(UnsupportedSourceException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jane:s3cr3t@registry.example/app:1",
                "https://jane:s3cr3t@registry.example/app",
                "s3cr3t@registry.example/app",
                "registry.example/app@s3cr3t",
            })
    void neverShowsWhatMayBeAPassword(String text) {
        assertThatThrownBy(() -> SourceArgument.parse(text))
                .isInstanceOf(SecretInReferenceException.class)
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void neverShowsAPasswordBeforeADigest() {
        assertThatThrownBy(
                        () -> SourceArgument.parse("https://jane:s3cr3t@registry.example/app@sha256:" + "a".repeat(64)))
                .hasMessageNotContaining("s3cr3t");
        assertThatThrownBy(() -> SourceArgument.parse("jane:s3cr3t@registry.example/app@sha256:" + "a".repeat(64)))
                .hasMessageNotContaining("s3cr3t");
    }
}
