package dev.sallyport.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.agent.source.SourceArgument.LayoutArgument;
import dev.sallyport.agent.source.SourceArgument.RegistryArgument;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Reference;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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

    @ParameterizedTest
    @ValueSource(strings = {"", "oci:", "oci:\0", "a b", "nginx:", "nginx@sha256:abc", "-x", "a//b"})
    void refusesWhatIsNeither(String text) {
        assertThatThrownBy(() -> SourceArgument.parse(text)).isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker://nginx",
                "oci-archive:x.tar",
                "docker-archive:x.tar",
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
