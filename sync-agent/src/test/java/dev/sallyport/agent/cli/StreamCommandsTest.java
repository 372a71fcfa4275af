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
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A stream over several bundles, as the command line has it. */
final class StreamCommandsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private final TestImages images = new TestImages();
    private String out = "";
    private String err = "";

    @BeforeEach
    void makeLayouts() throws Exception {
        layout("one", images.image().randomLayer(1, 40_000).add());
        layout(
                "two",
                images.image().randomLayer(1, 40_000).randomLayer(2, 20_000).add());
        assertThat(run("keys", "generate", "--out", path("key.pem"))).isZero();
    }

    private void layout(String name, Descriptor image) throws Exception {
        images.writeLayout(folder.resolve(name), Map.of("registry.example/" + name + ":1", image));
    }

    @Test
    void anIncrementSaysWhatItCarriesAndIsShownWithItsBase() throws Exception {
        assertThat(save("one")).isZero();
        assertThat(save("two")).isZero();
        assertThat(out).contains("--base 1 would have spared 4");
        emptyOutput();

        assertThat(save("two", "--base", "1")).isZero();
        assertThat(out).contains("taken to be held since sequence 1");

        assertThat(run("verify", path("out"), "--trust", path("key.pub"))).isZero();
        assertThat(out).contains("complete, 1 of 1 volumes", "the rest is taken to be held since sequence 1");
        assertThat(run("inspect", path("out"), "--trust", path("key.pub"))).isZero();
        assertThat(out).containsPattern("Base        1 sha256:[0-9a-f]{64}").contains("Not carried 3 blobs, 4");
        assertThat(run("inspect", path("out"), "--json")).isZero();
        JsonReader bundle = json().objects("bundles").get(0);
        assertThat(bundle.object("base").size("sequence")).isEqualTo(1);
        assertThat(bundle.objects("prerequisites")).hasSize(3);
    }

    @Test
    void whatIsDeliveredAndUnchangedIsNotWrittenAgain() throws Exception {
        assertThat(save("one", "--assume-delivered")).isZero();
        emptyOutput();

        assertThat(save("one", "--assume-delivered")).isZero();

        assertThat(out)
                .contains("Nothing changed since factory-7 1; nothing was written")
                .doesNotContain("Next:");
        assertThat(folder.resolve("out")).isEmptyDirectory();
    }

    @Test
    void listsWhatWasSentAndWhatOneBundleHas() throws Exception {
        assertThat(run("sent", "--stream", "factory-7", "--state", path("state")))
                .isEqualTo(4);
        assertThat(err).contains("Nothing of factory-7 is on record");
        assertThat(save("one")).isZero();
        assertThat(save("two", "--base", "1")).isZero();

        assertThat(run("sent", "--stream", "factory-7", "--state", path("state")))
                .isZero();
        assertThat(out.lines()).hasSize(3);
        assertThat(out).containsPattern("(?m)^2 .* 1 +written$");
        assertThat(run("sent", "2", "--stream", "factory-7", "--state", path("state")))
                .isZero();
        assertThat(out).contains("registry.example/one:1", "registry.example/two:1", "Base        1");
        assertThat(run("sent", "2", "--stream", "factory-7", "--state", path("state"), "--json"))
                .isZero();
        assertThat(json().objects("roots")).hasSize(2);
        assertThat(run("sent", "3", "--stream", "factory-7", "--state", path("state")))
                .isEqualTo(2);
    }

    @Test
    void aLostHistoryComesBackFromVolumes() throws Exception {
        assertThat(save("one")).isZero();
        Files.move(folder.resolve("state"), folder.resolve("lost"));
        assertThat(save("two")).isEqualTo(3);
        assertThat(err).contains("history import");
        assertThat(run("history", "import", path("out"), "--stream", "factory-7", "--state", path("state")))
                .isEqualTo(2);

        assertThat(run(
                        "history",
                        "import",
                        path("out"),
                        "--stream",
                        "factory-7",
                        "--key",
                        path("key.pem"),
                        "--state",
                        path("state")))
                .isZero();

        assertThat(out).contains("factory-7 1: restored");
        assertThat(err).contains("after 1 was ever saved");
        assertThat(save("two", "--base", "1")).isZero();
    }

    @Test
    void looksAfterTheCache() throws Exception {
        assertThat(cache("list")).isEqualTo(1);
        assertThat(err).contains("no such file or folder");
        assertThat(save("one")).isZero();
        assertThat(save("two", "--prune")).isZero();

        assertThat(cache("list")).isZero();
        assertThat(out)
                .containsPattern("(?m)^kept +6 ")
                .containsPattern("(?m)^needed by factory-7 2 +4 ")
                .containsPattern("(?m)^not needed +2 ");
        assertThat(cache("list", "--blobs", "--json")).isZero();
        assertThat(json().objects("content")).hasSize(6);
        assertThat(cache("prune", "--max-size", "1G")).isZero();
        assertThat(out).startsWith("Dropped 0 blobs");
        assertThat(cache("prune")).isZero();
        assertThat(out).startsWith("Dropped 2 blobs");
        assertThat(cache("verify", "--quiet")).isZero();
        assertThat(out).contains("4 blobs are good, 0 were spoilt");
        assertThat(cache("prune", "--all")).isZero();
        assertThat(out).contains("0 blobs, 0 B are left");
    }

    private int cache(String command, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("cache", command, "--stream", "factory-7", "--state", path("state")));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void oneBaseAtATime() throws Exception {
        assertThat(save("one", "--base", "1", "--full")).isEqualTo(2);
        assertThat(save("one", "--base", "0")).isEqualTo(2);
        assertThat(save("one", "--restart")).isEqualTo(2);
        assertThat(err).contains("--restart needs --sequence N");
        assertThat(save("one", "--sequence", "4")).isEqualTo(2);
        assertThat(save("one", "--restart", "--sequence", "4", "--assume-delivered"))
                .isEqualTo(2);
        assertThat(save("one", "--restart", "--sequence", "4", "--previous", "3"))
                .isEqualTo(2);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private int save(String layout, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "save",
                "oci:" + path(layout),
                "--stream",
                "factory-7",
                "--key",
                path("key.pem"),
                "--output",
                path("out"),
                "--state",
                path("state")));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        StringWriter outWriter = new StringWriter();
        StringWriter errWriter = new StringWriter();
        CommandLine commandLine = Main.commandLine(Clock.fixed(NOW, ZoneOffset.UTC), Map.of());
        commandLine.setOut(new PrintWriter(outWriter, true));
        commandLine.setErr(new PrintWriter(errWriter, true));
        int exitCode = commandLine.execute(arguments);
        out = outWriter.toString();
        err = errWriter.toString();
        return exitCode;
    }

    private JsonReader json() throws Exception {
        return StrictJson.parseObject("output", out.getBytes(StandardCharsets.UTF_8), 1 << 20);
    }

    private void emptyOutput() throws Exception {
        try (var files = Files.list(folder.resolve("out"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }
}
