package dev.sallyport.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.agent.mirror.MirrorFile;
import dev.sallyport.agent.mirror.MirrorItem.ReferenceItem;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.StrictJson;
import dev.sallyport.signature.SigningKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InitCommandTest {
    @TempDir
    private Path folder;

    private String out = "";
    private String err = "";

    private int run(String... arguments) {
        StringWriter newOut = new StringWriter();
        StringWriter newErr = new StringWriter();
        int code = Main.commandLine(Clock.systemUTC(), Map.of())
                .setOut(new PrintWriter(newOut, true))
                .setErr(new PrintWriter(newErr, true))
                .execute(arguments);
        out = newOut.toString();
        err = newErr.toString();
        return code;
    }

    private int init(String... more) {
        String[] arguments = new String[more.length + 4];
        arguments[0] = "init";
        arguments[1] = "factory-7";
        arguments[2] = "--directory";
        arguments[3] = folder.resolve("new/site").toString();
        System.arraycopy(more, 0, arguments, 4, more.length);
        return run(arguments);
    }

    @Test
    void writesAllThatASaveNeeds() throws Exception {
        assertThat(init()).isZero();

        Path site = folder.resolve("new/site");
        MirrorFile mirror = MirrorFile.read(site.resolve("mirror.yaml"));
        assertThat(mirror.stream()).hasToString("factory-7");
        assertThat(mirror.keys()).containsExactly(site.resolve("keys/factory-7.pem"));
        assertThat(SigningKey.fromPem(Files.readAllBytes(mirror.keys().get(0)), null))
                .isNotNull();
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(mirror.keys().get(0))))
                .isEqualTo("rw-------");
        assertThat(mirror.output()).isDirectory();
        assertThat(mirror.manifests())
                .singleElement()
                .satisfies(item -> assertThat(item.path()).isDirectory());
        assertThat(mirror.isEmpty()).isFalse();
        assertThat(site.resolve("charts")).isDirectory();
        assertThat(site.resolve("files")).isDirectory();
        assertThat(out).contains("mirror.yaml", "factory-7.pem", "factory-7.pub", "Key id sha256:");
        assertThat(err)
                .contains("sync-agent save", "appliance trust add factory-7.pub --publisher NAME --stream factory-7");
    }

    @Test
    void beginsWithTheImagesGiven() throws Exception {
        assertThat(init(
                        "--image",
                        "localhost:5000/app:1",
                        "--image",
                        "nginx",
                        "--image",
                        "docker.io/library/nginx:latest"))
                .isZero();

        assertThat(MirrorFile.read(folder.resolve("new/site/mirror.yaml")).images())
                .extracting(item -> ((ReferenceItem) item).reference().toString())
                .containsExactly("localhost:5000/app:1", "docker.io/library/nginx:latest");
    }

    @Test
    void keepsThePrivateKeyOutOfVersionControl() throws Exception {
        assertThat(init()).isZero();
        Path site = folder.resolve("new/site");

        assertThat(git(site, "init", "-q")).isZero();
        assertThat(git(site, "check-ignore", "-q", "keys/factory-7.pem")).isZero();
        assertThat(git(site, "check-ignore", "-q", "out/factory-7.000001.v001.tar"))
                .isZero();
        assertThat(git(site, "check-ignore", "-q", "state/history/1")).isZero();
        assertThat(git(site, "check-ignore", "-q", "keys/factory-7.pub")).isEqualTo(1);
        assertThat(git(site, "check-ignore", "-q", "k8s/.gitkeep")).isEqualTo(1);
    }

    private static int git(Path folder, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    @Test
    void theKeyStaysOutWhereThereIsAGitignoreAlready() throws Exception {
        Path site = Files.createDirectories(folder.resolve("new/site"));
        Files.writeString(site.resolve(".gitignore"), "*.bak\n");

        assertThat(init()).isZero();

        assertThat(site.resolve(".gitignore")).hasContent("*.bak\n");
        assertThat(site.resolve("keys/.gitignore")).hasContent("*.pem\n");
        assertThat(err).contains("There is a .gitignore already; add to it: /keys/*.pem /out/ /state/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror.yaml", "keys/factory-7.pem", "keys/factory-7.pub"})
    void writesOverNothing(String existing) throws Exception {
        Path file = folder.resolve("new/site").resolve(existing);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "mine");

        assertThat(init()).isEqualTo(1);

        assertThat(err).contains(file + " is there already");
        assertThat(file).hasContent("mine");
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(file);
        }
    }

    @Test
    void printsJsonThatSaysTheSame() throws Exception {
        assertThat(init("--json")).isZero();

        JsonReader json = StrictJson.parseObject("output", out.getBytes(StandardCharsets.UTF_8), 1 << 16);
        assertThat(json.text("stream")).isEqualTo("factory-7");
        assertThat(Path.of(json.text("mirrorFile"))).isRegularFile();
        assertThat(Path.of(json.text("key"))).isRegularFile();
        assertThat(Path.of(json.text("publicKey"))).isRegularFile();
        assertThat(json.text("keyId")).startsWith("sha256:");
        assertThat(err).isEmpty();
    }

    @Test
    void aStreamNameOrImageThatIsNoneIsExitCode2AndWritesNothing() throws Exception {
        assertThat(run(
                        "init",
                        "Not A Stream",
                        "--directory",
                        folder.resolve("x").toString()))
                .isEqualTo(2);
        assertThat(init("--image", "a b")).isEqualTo(2);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void everyCommentedExampleIsValid() throws Exception {
        assertThat(init()).isZero();
        String text = Files.readString(folder.resolve("new/site/mirror.yaml"));

        String all = text.replaceAll("(?m)^( *)# ( *(?:- )?\\{?[a-z.-]+:(?: .*)?|  - \\{.*)$", "$1$2");

        MirrorFile mirror = MirrorFile.parse(Path.of("mirror.yaml"), all.getBytes(StandardCharsets.UTF_8));
        assertThat(mirror.images()).hasSize(5);
        assertThat(mirror.charts()).hasSize(3);
        assertThat(mirror.imagePaths()).hasSize(1);
        assertThat(List.of(mirror.compose(), mirror.dockerfiles(), mirror.lists(), mirror.archives(), mirror.files()))
                .allSatisfy(section -> assertThat(section).hasSize(1));
        assertThat(mirror.aliases()).hasSize(1);
        assertThat(mirror.registries()).hasSize(1);
        assertThat(mirror.volumeSize()).isNotNull();
        assertThat(mirror.expires()).isNotNull();
        assertThat(mirror.platforms()).hasSize(2);
    }

    @Test
    void hasHelpWithExamples() {
        assertThat(run("init", "--help")).isZero();
        assertThat(out).contains("Examples:", "sync-agent init factory-7");
    }
}
