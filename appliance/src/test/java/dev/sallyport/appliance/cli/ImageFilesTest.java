package dev.sallyport.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.workload.FoundImage;
import dev.sallyport.workload.WorkloadImages;
import dev.sallyport.yaml.YamlLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFilesTest {
    @TempDir
    Path folder;

    private WorkloadImages read(String name, String content) throws IOException, SallyportException {
        Files.writeString(folder.resolve(name), content);
        return read(Path.of(name), InputStream.nullInputStream());
    }

    private WorkloadImages read(Path file, InputStream input) throws IOException, SallyportException {
        return new ImageFiles(folder, Map.of("TAG", "1.27"), Set.of("debug"), input).read(List.of(file));
    }

    private static List<String> names(WorkloadImages found) {
        return found.images().stream().map(FoundImage::image).toList();
    }

    @Test
    void readsAComposeFileWithItsVariablesAndProfiles() throws Exception {
        assertThat(names(read("compose.yaml", """
                services:
                  web: {image: "nginx:${TAG}"}
                  shell: {image: busybox, profiles: [debug]}
                  other: {image: alpine, profiles: [never]}
                  mine: {image: team/app:1, build: .}
                """)))
                .containsExactly(
                        "docker.io/library/nginx:1.27", "docker.io/library/busybox:latest", "docker.io/team/app:1");
    }

    @Test
    void readsManifestsAndFoldersOfThem() throws Exception {
        String pod = """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers: [{name: i, image: registry.k8s.io/pause:3.10}]
                  containers: [{name: c, image: nginx}]
                """;
        assertThat(names(read("pod.yaml", pod)))
                .containsExactlyInAnyOrder("registry.k8s.io/pause:3.10", "docker.io/library/nginx:latest");
        assertThat(names(read(folder, InputStream.nullInputStream()))).hasSize(2);
    }

    @Test
    void readsAListAndLeavesEachNameAsItIs() throws Exception {
        assertThat(names(read("images.txt", """
                # what kubeadm wants
                registry.k8s.io/pause:3.10

                windowsservercore
                nginx@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
                """)))
                .containsExactly(
                        "registry.k8s.io/pause:3.10",
                        "windowsservercore",
                        "nginx@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    }

    @Test
    void readsStandardInputOfAnyKind() throws Exception {
        assertThat(names(read(Path.of("-"), input("a:1\nb:2\n")))).containsExactly("a:1", "b:2");
        assertThat(names(read(Path.of("-"), input("services:\n  web:\n    image: nginx\n"))))
                .containsExactly("docker.io/library/nginx:latest");
    }

    @Test
    void saysWhichFileIsNotThere() {
        assertThatThrownBy(() -> read(Path.of("gone.yaml"), InputStream.nullInputStream()))
                .isInstanceOf(SallyportException.class)
                .hasMessageContaining("gone.yaml");
    }

    @Test
    void refusesATemplateRatherThanFindingNothing() {
        assertThatThrownBy(() -> read("deployment.yaml", "spec:\n  image: {{ .Values.image }}\n"))
                .isInstanceOf(SallyportException.class);
    }

    @Test
    void refusesBombsAndNestingAndRepeatedKeys() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String below = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s, %s, %s, %s, %s]\n".formatted(i, i, below, below, below, below, below));
        }
        assertThatThrownBy(() -> read("bomb.yaml", "kind: Pod\n" + bomb)).isInstanceOf(SallyportException.class);
        assertThatThrownBy(() -> read("deep.yaml", "services: " + "[".repeat(5000) + "]".repeat(5000) + "\n"))
                .isInstanceOf(SallyportException.class);
        assertThatThrownBy(() -> read("twice.yaml", "services: {a: {image: x}}\nservices: {b: {image: y}}\n"))
                .isInstanceOf(SallyportException.class);
    }

    @Test
    void refusesWhatIsLargerThanAnyWorkload() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'a';
            }

            @Override
            public int read(byte[] bytes, int from, int length) {
                java.util.Arrays.fill(bytes, from, from + length, (byte) 'a');
                return length;
            }
        };
        assertThatThrownBy(() -> read(Path.of("-"), endless))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining(Integer.toString(YamlLimits.USUAL.bytes()));
    }

    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }
}
