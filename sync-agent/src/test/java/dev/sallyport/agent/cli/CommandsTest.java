package dev.sallyport.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.StrictJson;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.TestImages;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandsTest {
    private static final String NAME = "registry.example/app:1";

    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private String out = "";
    private String err = "";

    @BeforeEach
    void makeLayout() throws Exception {
        TestImages images = new TestImages();
        Descriptor index = images.index(
                images.image("linux/amd64").randomLayer(1, 50_000).add(),
                images.image("linux/arm64").randomLayer(2, 50_000).add());
        images.writeLayout(folder.resolve("layout"), Map.of(NAME, index));
        environment.put("XDG_STATE_HOME", folder.resolve("xdg").toString());
        assertThat(run("keys", "generate", "--out", path("key.pem"))).isZero();
    }

    @Test
    void generatesAKeyThatItsOwnerAloneCanReadAndWritesOverNone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key.pem"))))
                .isEqualTo("rw-------");
        byte[] key = Files.readAllBytes(folder.resolve("key.pem"));
        byte[] pub = Files.readAllBytes(folder.resolve("key.pub"));

        assertThat(run("keys", "generate", "--out", path("key.pem"))).isEqualTo(1);
        assertThat(err).contains(path("key.pem") + " is there already").doesNotContain("\tat ");
        Files.delete(folder.resolve("key.pem"));
        assertThat(run("keys", "generate", "--out", path("key.pem"))).isEqualTo(1);
        assertThat(err).contains(path("key.pub") + " is there already");
        Files.write(folder.resolve("key.pem"), key);
        assertThat(folder.resolve("key.pub")).hasBinaryContent(pub);
    }

    @Test
    void watchEndsWhereNoFurtherRunWouldGoBetter() throws Exception {
        assertThat(run(
                        "watch",
                        "--once",
                        "--report",
                        path("run.json"),
                        "oci:" + path("layout"),
                        "--stream",
                        "factory-7",
                        "--output",
                        path("out")))
                .isEqualTo(2);
        assertThat(err).contains("--key=KEY.pem");
        assertThat(folder.resolve("run.json")).doesNotExist();
    }

    @Test
    void savesVerifiesAndInspects() throws Exception {
        assertThat(save()).isZero();
        assertThat(out)
                .contains("Saved factory-7 1: sha256:", "1 image, 7 blobs", path("out/factory-7.000001.v001.tar"))
                .contains("appliance import factory-7.000001.v001.tar");
        assertThat(folder.resolve("xdg/sallyport/factory-7/history")).isDirectory();

        assertThat(run("verify", path("out"), "--trust", path("key.pub"))).isZero();
        assertThat(out).contains("factory-7 1: complete, 1 of 1 volumes, signed by sha256:");

        assertThat(run("inspect", path("out"), "--trust", path("key.pub"))).isZero();
        assertThat(out).contains(NAME, "Signed by   sha256:", "1       7").doesNotContain("NOT VERIFIED");
        assertThat(run("inspect", path("out"))).isZero();
        assertThat(out).contains("NOT VERIFIED");
    }

    @Test
    void printsJsonThatSaysTheSame() throws Exception {
        assertThat(save("--json", "--platform", "linux/arm64")).isZero();
        JsonReader saved = json();
        assertThat(saved.text("stream")).isEqualTo("factory-7");
        assertThat(saved.flag("new")).isTrue();
        assertThat(saved.size("bytesFetched")).isEqualTo(saved.size("bytes"));
        assertThat(saved.objects("omitted")).hasSize(1);

        assertThat(run("verify", path("out"), "--trust", path("key.pub"), "--json"))
                .isZero();
        assertThat(json().objects("bundles").get(0).text("statement")).isEqualTo(saved.text("statement"));
        assertThat(run("inspect", path("out"), "--json")).isZero();
        JsonReader inspected = json().objects("bundles").get(0);
        assertThat(inspected.flag("verified")).isFalse();
        assertThat(inspected.objects("images").get(0).texts("platforms")).containsExactly("linux/arm64");
    }

    @Test
    void aMissingVolumeIsExitCode4AndNamed() throws Exception {
        assertThat(save("--volume-size", "100k")).isZero();
        Files.delete(folder.resolve("out/factory-7.000001.v001.tar"));
        Files.writeString(folder.resolve("out/README"), "not a volume");

        assertThat(run("verify", path("out"), "--trust", path("key.pub"))).isEqualTo(4);
        assertThat(out).contains("incomplete, missing volumes 1 of 2");
        assertThat(err).contains("skipped, not a volume: " + path("out/README"));
    }

    @Test
    void aFlippedByteIsExitCode3AndTheOtherVolumesAreCheckedAllTheSame() throws Exception {
        assertThat(save("--volume-size", "100k")).isZero();
        Path first = folder.resolve("out/factory-7.000001.v001.tar");
        byte[] content = Files.readAllBytes(first);
        content[content.length - 20_000] ^= 1;
        Files.write(first, content);

        assertThat(run("verify", path("out"), "--trust", path("key.pub"))).isEqualTo(3);
        assertThat(err).contains(first.toString(), "is damaged at blobs/sha256/");
        assertThat(out).contains("v002.tar: good, volume 2");
    }

    @Test
    void anotherKeyIsExitCode3() throws Exception {
        assertThat(save()).isZero();
        assertThat(run("keys", "generate", "--out", path("other.pem"))).isZero();

        assertThat(run("verify", path("out"), "--trust", path("other.pub"))).isEqualTo(3);
        assertThat(err).contains("No trusted key signed this bundle");
        assertThat(run("inspect", path("out"), "--trust", path("other.pub"))).isEqualTo(3);
    }

    @Test
    void anExpiredBundleIsExitCode3() throws Exception {
        assertThat(save("--expires", "2d")).isZero();
        now = now.plusSeconds(2 * 24 * 3600);

        assertThat(run("verify", path("out"), "--trust", path("key.pub"))).isEqualTo(3);
        assertThat(out).contains("EXPIRED since 2026-11-23T08:00:00Z");
    }

    @Test
    void noVolumeAtAllIsExitCode4() throws Exception {
        Files.createDirectory(folder.resolve("empty"));

        assertThat(run("verify", path("empty"), "--trust", path("key.pub"))).isEqualTo(4);
        assertThat(err).contains("No volume of a bundle found in " + path("empty"));
        assertThat(run("verify", path("nowhere"), "--trust", path("key.pub"))).isEqualTo(1);
        assertThat(err).contains("no such file or folder: " + path("nowhere"));
    }

    @Test
    void aMissingPlatformIsExitCode4AndJsonSaysWhy() throws Exception {
        assertThat(save("--platform", "linux/s390x", "--json")).isEqualTo(4);
        assertThat(err).contains(NAME + " has no linux/s390x");
        assertThat(json().object("failure").text("code")).isEqualTo("platform-missing");
    }

    @Test
    void sourceDateEpochIsTheTimeOfCreation() throws Exception {
        environment.put("SOURCE_DATE_EPOCH", "1000000000");
        assertThat(save("--json")).isZero();
        assertThat(json().text("created")).isEqualTo("2001-09-09T01:46:40Z");

        environment.put("SOURCE_DATE_EPOCH", "yesterday");
        assertThat(save()).isEqualTo(2);
    }

    @Test
    void theNameOfAnUnnamedImageIsGivenByAs() throws Exception {
        TestImages images = new TestImages();
        images.writeLayout(
                folder.resolve("unnamed"),
                Map.of("latest", images.image().file("a", "a").add()));

        assertThat(run(saving("oci:" + path("unnamed")).toArray(String[]::new))).isNotZero();
        assertThat(run(saving("oci:" + path("unnamed"), "--as", "factory.example/tool:1")
                        .toArray(String[]::new)))
                .isZero();
        assertThat(run("inspect", path("out"))).isZero();
        assertThat(out).contains("factory.example/tool:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--jobs=0",
                "--jobs=999",
                "--expires=soon",
                "--stream=Not!",
                "--platform=arm",
                "--volume-size=big"
            })
    void aMalformedOptionIsExitCode2(String option) {
        assertThat(save(option)).isEqualTo(2);
        assertThat(err).isNotEmpty().doesNotContain("\tat ");
    }

    @Test
    void aKeyThatIsNoneIsExitCode2() throws Exception {
        Files.writeString(folder.resolve("key.pem"), "no key");

        assertThat(save()).isEqualTo(2);
        assertThat(err).contains("Cannot read the key");
    }

    @Test
    void everyCommandHasHelpWithExamples() {
        for (List<String> command : List.of(
                List.<String>of(),
                List.of("keys"),
                List.of("keys", "generate"),
                List.of("save"),
                List.of("verify"),
                List.of("inspect"))) {
            assertThat(run(Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new)))
                    .isZero();
            assertThat(out).contains("Examples:", "sync-agent");
        }
    }

    @Test
    void writesACompletionScript() {
        assertThat(run("completion")).isZero();
        assertThat(out).contains("complete -F", "--volume-size");
    }

    private int save(String... more) {
        return run(saving("oci:" + path("layout"), more).toArray(String[]::new));
    }

    private List<String> saving(String reference, String... more) {
        return Stream.concat(
                        Stream.of("save", reference),
                        Stream.concat(
                                Stream.of(more).anyMatch(option -> option.startsWith("--stream"))
                                        ? Stream.of()
                                        : Stream.of("--stream", "factory-7"),
                                Stream.concat(
                                        Stream.of("--key", path("key.pem"), "--output", path("out"), "--quiet"),
                                        Stream.of(more))))
                .toList();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private JsonReader json() throws Exception {
        return StrictJson.parseObject("output", out.getBytes(StandardCharsets.UTF_8), 1 << 20);
    }

    private int run(String... arguments) {
        StringWriter newOut = new StringWriter();
        StringWriter newErr = new StringWriter();
        int code = Main.commandLine(Clock.fixed(now, ZoneOffset.UTC), environment)
                .setOut(new PrintWriter(newOut, true))
                .setErr(new PrintWriter(newErr, true))
                .execute(arguments);
        out = newOut.toString();
        err = newErr.toString();
        return code;
    }
}
