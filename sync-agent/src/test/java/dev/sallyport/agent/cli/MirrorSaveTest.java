package dev.sallyport.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.StrictJson;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands over a mirror file, against a real registry on loopback. */
final class MirrorSaveTest {
    @TempDir
    Path folder;

    private final TestRegistry registry = TestRegistry.start();
    private final TestImages images = new TestImages();
    private final Map<String, String> environment = new HashMap<>();
    private String out = "";
    private String err = "";

    @BeforeEach
    void fill() throws Exception {
        for (String tag : List.of("1.26.1", "1.27.0", "1.27.3", "1.28.0-rc1")) {
            image("web", tag);
        }
        image("db", "15.2");
        image("jobs", "7");
        environment.put("XDG_STATE_HOME", folder.resolve("xdg").toString());
        assertThat(run("keys", "generate", "--out", path("key.pem"))).isZero();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private Descriptor image(String repository, String tag) {
        Descriptor image = images.index(
                images.image("linux/amd64").file("tag", repository + tag).add(),
                images.image("linux/arm64").file("tag", repository + tag).add());
        registry.put(repository, tag, image, images);
        return image;
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void mirror(String items) throws Exception {
        Files.writeString(
                folder.resolve("mirror.yaml"),
                "stream: factory-7\nkey: key.pem\noutput: out\nstate: state\n" + items.replace("REG", registry.host()));
    }

    private int run(String... arguments) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        int code = Main.commandLine(Clock.systemUTC(), environment)
                .setOut(new PrintWriter(outText, true))
                .setErr(new PrintWriter(errText, true))
                .execute(arguments);
        out = outText.toString();
        err = errText.toString();
        return code;
    }

    private int runMirror(String command, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = command;
        all[1] = "-f";
        all[2] = path("mirror.yaml");
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return run(all);
    }

    private JsonReader json() throws Exception {
        return StrictJson.parseObject("the output", out.getBytes(StandardCharsets.UTF_8), 1 << 20);
    }

    private List<String> carried() throws Exception {
        assertThat(run("inspect", path("out"), "--json")).as(err).isZero();
        List<JsonReader> bundles = json().objects("bundles");
        return bundles.get(bundles.size() - 1).objects("images").stream()
                .map(image -> {
                    try {
                        return image.text("name").replaceFirst("^[^/]*/", "");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    @Test
    void savesWhatTheMirrorFileSelectsAndLocksIt() throws Exception {
        mirror("""
                platforms: [linux/amd64]
                images:
                  - repository: REG/web
                    range: ">=1.26 <2"
                    newest: 2
                  - ref: REG/db:15.2
                """);

        assertThat(runMirror("save")).as(err).isZero();

        assertThat(carried()).containsExactlyInAnyOrder("web:1.27.0", "web:1.27.3", "db:15.2");
        assertThat(Files.readString(folder.resolve("mirror.lock")))
                .contains("sequence: 1", "tag: \"1.27.3\"", "platforms: [linux/amd64]")
                .doesNotContain("1.26.1");
    }

    @Test
    void anUnchangedRunGetsNoManifestAndNoBlob() throws Exception {
        registry.withoutReferrersApi();
        mirror("images:\n  - ref: REG/db:15.2\n  - ref: REG/jobs:7\n");
        assertThat(runMirror("save")).as(err).isZero();
        registry.clearRequests();

        assertThat(runMirror("save")).as(err).isZero();

        assertThat(out).contains("Nothing changed since factory-7 1");
        assertThat(registry.requests("GET", ".*/manifests/.*")).isEmpty();
        assertThat(registry.requests("GET", ".*/blobs/.*")).isEmpty();
    }

    @Test
    void saysWhatMovedAndLockedSavesWhatWasLocked() throws Exception {
        mirror("images:\n  - ref: REG/db:15.2\n");
        assertThat(runMirror("lock")).as(err).isZero();
        String locked = Files.readString(folder.resolve("mirror.lock"));
        Descriptor other = images.image("linux/amd64").file("tag", "moved").add();
        registry.put("db", "15.2", other, images);

        assertThat(runMirror("save", "--locked")).as(err).isZero();
        assertThat(err).doesNotContain("moved");
        assertThat(run("inspect", path("out"))).isZero();
        assertThat(out).doesNotContain(other.digest().toString());
        assertThat(Files.readString(folder.resolve("mirror.lock"))).isEqualTo(locked);

        assertThat(runMirror("save")).as(err).isZero();
        assertThat(err)
                .contains("moved since it was locked", "db:15.2", other.digest().toString());
        assertThat(Files.readString(folder.resolve("mirror.lock")))
                .contains(other.digest().toString());
    }

    @Test
    void lockedFailsWhereTheMirrorFileSelectsOtherThings() throws Exception {
        mirror("images:\n  - ref: REG/db:15.2\n");
        assertThat(runMirror("lock")).as(err).isZero();
        mirror("images:\n  - ref: REG/db:15.2\n  - ref: REG/jobs:7\n");

        assertThat(runMirror("save", "--locked")).isEqualTo(4);
        assertThat(err).contains("jobs:7");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void planPredictsTheVolumesToTheByteAndFetchesNoBlob() throws Exception {
        mirror("volume-size: 40k\nimages:\n  - ref: REG/db:15.2\n  - ref: REG/jobs:7\n");

        assertThat(runMirror("plan", "--json")).as(err).isZero();
        long planned = 0;
        for (JsonReader volume : json().objects("volumes")) {
            planned += volume.size("size");
        }
        assertThat(registry.requests("GET", ".*/blobs/.*")).isEmpty();
        assertThat(runMirror("save")).as(err).isZero();

        long written = 0;
        try (var files = Files.list(folder.resolve("out"))) {
            for (Path file : files.toList()) {
                written += Files.size(file);
            }
        }
        assertThat(planned).isEqualTo(written);
        assertThat(runMirror("plan")).as(err).isZero();
        assertThat(out).contains("IMAGE", "WHY", "Nothing changed since factory-7 1");
    }

    @Test
    void findsTheImagesOfComposeFilesAndManifests() throws Exception {
        Files.writeString(
                folder.resolve("compose.yaml"),
                "services:\n  web:\n    image: " + registry.host() + "/web:${TAG:-1.27.3}\n  own:\n    build: .\n");
        Files.createDirectories(folder.resolve("k8s"));
        Files.writeString(
                folder.resolve("k8s/jobs.yaml"),
                "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: jobs}\nspec:\n  schedule: '0 * * * *'\n  jobTemplate:\n"
                        + "    spec:\n      template:\n        spec:\n          initContainers:\n            - {name: i, image: "
                        + registry.host() + "/db:15.2}\n          containers:\n            - {name: c, image: "
                        + registry.host() + "/jobs:7}\n");
        mirror("compose:\n  - file: compose.yaml\nmanifests: [k8s/]\n");

        assertThat(runMirror("save")).as(err).isZero();

        assertThat(err).contains("warning: compose.yaml", "own", "built from sources");
        assertThat(carried()).containsExactlyInAnyOrder("web:1.27.3", "db:15.2", "jobs:7");
        assertThat(Files.readString(folder.resolve("mirror.lock")))
                .contains("inputs:", "name: compose.yaml", "compose.yaml service web");
    }

    @Test
    void aTagThatMovesWhileManyAskForItIsOneThing() throws Exception {
        Descriptor other = images.image("linux/amd64").file("tag", "moved").add();
        registry.put("other", "1", other, images);
        registry.put("db", "moved", other, images);
        registry.moveTag("db", "15.2", 1, other.digest());
        Files.writeString(
                folder.resolve("compose.yaml"),
                "services:\n  a:\n    image: REG/db:15.2\n  b:\n    image: REG/db:15.2\n"
                        .replace("REG", registry.host()));
        mirror("images:\n  - ref: REG/db:15.2\ncompose:\n  - file: compose.yaml\n");

        assertThat(runMirror("save")).as(err).isZero();

        assertThat(registry.requests("HEAD", "/v2/db/manifests/15.2")).hasSize(1);
        assertThat(carried()).containsExactly("db:15.2");
    }

    @Test
    void oneBadImageDoesNotLoseTheNight() throws Exception {
        mirror("images:\n  - ref: REG/db:15.2\n  - ref: REG/gone:1\n  - ref: REG/web:9\n");

        assertThat(runMirror("save")).isEqualTo(4);
        assertThat(err).contains("gone:1", "web:9", "2 images could not be had");
        assertThat(registry.requests("GET", "/v2/db/blobs/.*")).isNotEmpty();
        registry.clearRequests();

        assertThat(runMirror(
                        "save",
                        "--allow-missing",
                        registry.host() + "/gone:1",
                        "--allow-missing",
                        registry.host() + "/web:9"))
                .as(err)
                .isZero();
        assertThat(registry.requests("GET", "/v2/db/blobs/.*")).isEmpty();
        assertThat(carried()).containsExactly("db:15.2");
    }

    @Test
    void anOptionalImageThatIsGoneStaysAsItWasCarriedLast() throws Exception {
        mirror("images:\n  - ref: REG/db:15.2\n    optional: true\n  - ref: REG/jobs:7\n");
        assertThat(runMirror("save")).as(err).isZero();
        registry.untag("db", "15.2");
        image("jobs", "8");
        mirror("images:\n  - ref: REG/db:15.2\n    optional: true\n  - ref: REG/jobs:8\n");

        assertThat(runMirror("save")).as(err).isZero();
        assertThat(out).contains("Warning", "db:15.2 is kept as it was carried last");
        assertThat(carried()).contains("db:15.2", "jobs:8");
    }

    @Test
    void pruningDropsWhatIsNoLongerSelectedButNotWhatVanishedUpstream() throws Exception {
        mirror("prune: unselected\nimages:\n  - repository: REG/web\n    range: '>=1.26'\n");
        assertThat(runMirror("save")).as(err).isZero();
        assertThat(carried()).containsExactlyInAnyOrder("web:1.26.1", "web:1.27.0", "web:1.27.3");
        registry.untag("web", "1.27.0");
        mirror("prune: unselected\nimages:\n  - repository: REG/web\n    range: '>=1.27'\n");

        assertThat(runMirror("save")).as(err).isZero();
        assertThat(carried()).containsExactlyInAnyOrder("web:1.27.0", "web:1.27.3");
    }

    @Test
    void carriesFilesAndDigestPins() throws Exception {
        Files.writeString(folder.resolve("firmware.bin"), "firmware");
        Descriptor db = image("db", "15.2");
        mirror("images:\n  - ref: REG/db:15.2@" + db.digest()
                + "\nfiles:\n  - path: firmware.bin\n    name: factory-7.example/firmware:1\n");

        assertThat(runMirror("save")).as(err).isZero();
        assertThat(carried()).contains("firmware:1");
    }

    @Test
    void refusesAnImageThatItsVendorDidNotSign() throws Exception {
        mirror("images:\n  - ref: REG/db:15.2\n    verify: key.pub\n");

        assertThat(runMirror("save")).isEqualTo(3);
        assertThat(err).contains("db:15.2", "key.pub");
        assertThat(registry.requests("GET", ".*/blobs/.*")).isEmpty();
    }

    @Test
    void aliasesAreSignedWithTheStatement() throws Exception {
        mirror("images:\n  - ref: REG/db:15.2\naliases:\n  db: registry.example/db\n");
        assertThat(runMirror("save")).as(err).isZero();

        assertThat(run("inspect", path("out"), "--json")).isZero();
        assertThat(out).contains("\"aliases\":{\"db\":\"registry.example/db\"}");
    }

    @Test
    void watchSavesOnlyWhatChangedAndReportsEveryRun() throws Exception {
        mirror("images:\n  - ref: REG/db:15.2\n");

        assertThat(runMirror("watch", "--once", "--report", path("run.json"), "--junit", path("run.xml")))
                .as(err)
                .isZero();
        assertThat(Files.readString(folder.resolve("run.json"))).contains("\"outcome\":\"saved\"", "\"exitCode\":0");
        assertThat(Files.readString(folder.resolve("run.xml"))).contains("tests=\"1\" failures=\"0\"", "db:15.2");
        try (var files = Files.list(folder.resolve("out"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }

        assertThat(runMirror("watch", "--once", "--report", path("run.json"))).isZero();
        assertThat(Files.readString(folder.resolve("run.json"))).contains("\"outcome\":\"unchanged\"");
        assertThat(folder.resolve("out")).isEmptyDirectory();

        registry.untag("db", "15.2");
        assertThat(runMirror("watch", "--once", "--report", path("run.json"), "--junit", path("run.xml")))
                .isEqualTo(4);
        assertThat(Files.readString(folder.resolve("run.json"))).contains("\"outcome\":\"failed\"", "\"exitCode\":4");
        assertThat(Files.readString(folder.resolve("run.xml"))).contains("failures=\"1\"", "db:15.2");
    }

    @Test
    void warnsOfAKeyThatOthersCanReadAndOfVolumesOfOtherStreams() throws Exception {
        mirror("images:\n  - ref: REG/db:15.2\n");
        Files.setPosixFilePermissions(folder.resolve("key.pem"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/lab-2.000001.v001.tar"), "a volume of another stream");

        assertThat(runMirror("save")).as(err).isZero();

        assertThat(err).contains("key.pem can be read by others", "also holds volumes of lab-2");
        assertThat(folder.resolve("out/lab-2.000001.v001.tar")).hasContent("a volume of another stream");
    }

    @Test
    void errorsInTheMirrorFileNameTheirPlace() throws Exception {
        mirror("images:\n  - ref: REG/db:15.2\n    platfroms: [linux/amd64]\n");

        assertThat(runMirror("save")).isEqualTo(2);
        assertThat(err).contains("mirror.yaml:7:5", "platfroms", "platforms");
    }
}
