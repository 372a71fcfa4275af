package dev.sallyport.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.agent.source.SourceArgument.ListArgument;
import dev.sallyport.failure.SallyportException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SourceListTest {
    @TempDir
    private Path folder;

    @Test
    void readsReferencesAndSourcesAndSkipsTheRest() throws Exception {
        Path list = write("\uFEFF# what the factory needs\r\n\r\n  nginx:1.27\t# a server\r\n\n"
                + "oci-archive:tool.tar\n#x\noci:/a#b\nreg.example/app@sha256:" + "a".repeat(64));

        assertThat(SourceList.read(list))
                .extracting(SourceArgument::toString)
                .containsExactly(
                        "docker.io/library/nginx:1.27",
                        "oci-archive:" + folder.resolve("tool.tar"),
                        "oci:/a#b",
                        "reg.example/app@sha256:" + "a".repeat(64));
    }

    @Test
    void standsForWhatItNamesAndNamesEachThingOnce() throws Exception {
        Path list = write("a.example/app:1\nb.example/app:1\na.example/app:1\n");

        assertThat(SourceList.expand(
                        List.of(SourceArgument.parse("b.example/app:1"), SourceArgument.parse("list:" + list))))
                .extracting(SourceArgument::toString)
                .containsExactly("b.example/app:1", "a.example/app:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a//b", "docker://nginx", "list:other.txt", "nginx nginx", "oci:", "\u001b[2Jx"})
    void saysWhichLineIsNoSource(String line) throws Exception {
        Path list = write("nginx\n# comment\n" + line + "\nnginx\n");

        assertThatThrownBy(() -> SourceList.read(list))
                .isInstanceOf(SourceListException.class)
                .hasMessageContainingAll("line 3", list.toString())
                .hasMessageNotContaining("\u001b")
                .satisfies(e -> assertThat(((SallyportException) e).remedy()).isNotEmpty());
    }

    @Test
    void neverShowsWhatMayBeAPassword() throws Exception {
        Path list = write("jane:s3cr3t@registry.example/app:1\n");

        assertThatThrownBy(() -> SourceList.read(list))
                .isInstanceOf(SourceListException.class)
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void refusesWhatIsTooLargeOrNoText() throws Exception {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, 1});

        assertRefused(write("x".repeat(5000)), "line 1");
        assertRefused(write("\n".repeat(100_001)), "100000 lines");
        assertRefused(write("#".repeat((4 << 20) + 1)), "bytes allowed");
        assertRefused(binary, "not UTF-8");
        assertRefused(folder, "not a plain file");
        assertRefused(folder.resolve("missing"), "there is no such file");
    }

    private void assertRefused(Path list, String why) {
        assertThatThrownBy(() -> SourceList.expand(List.of(new ListArgument(list))))
                .isInstanceOf(SourceListException.class)
                .hasMessageContainingAll(list.toString(), why);
    }

    private Path write(String text) throws Exception {
        return Files.write(folder.resolve("list.txt"), text.getBytes(StandardCharsets.UTF_8));
    }
}
