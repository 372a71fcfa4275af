package dev.sallyport.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.ServeSettings;
import dev.sallyport.appliance.Server;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.StrictJson;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gc}, {@code scrub} and {@code quota} against a real server on loopback. */
final class SpaceCommandsTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final byte[] LAYER = "a layer".getBytes(UTF_8);
    private static final TestBundle BUNDLE =
            new VolumeBuilder(KEY).image("factory.example/app", "1", LAYER).build();

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path data;
    private Path medium;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        data = folder.resolve("data");
        medium = Files.createDirectory(folder.resolve("medium"));
        Files.write(medium.resolve("volume.tar"), BUNDLE.volume(1));
        server = Server.start(
                new ServeSettings(data, InetAddress.getLoopbackAddress(), 0, null, null, "docker.io"),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = data.toString();
        return Main.commandLine(Clock.systemUTC())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }

    private void importBundle() throws IOException {
        Path key = Files.writeString(
                folder.resolve("key.pub"), KEY.verificationKey().toPem());
        assertThat(run("trust", "add", key.toString(), "--publisher", "ACME", "--stream", "factory-7"))
                .isZero();
        assertThat(run("import", medium.toString())).isZero();
    }

    private Path orphan() throws IOException {
        Path file = data.resolve("content/blobs/sha256/00/" + "0".repeat(64));
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "nobody links this");
    }

    @Test
    void collectsWhatNobodyNeedsAndSaysHowMuch() throws Exception {
        importBundle();
        Path orphan = orphan();

        assertThat(run("gc", "--dry-run", "--grace", "0", "--json")).isZero();
        var dry = StrictJson.parseObject("test", out.toString().getBytes(UTF_8), 1 << 20)
                .object("result");
        assertThat(dry.size("freedBytes")).isEqualTo(17);
        assertThat(dry.flag("dryRun")).isTrue();
        assertThat(orphan).exists();

        assertThat(run("gc")).isZero();
        assertThat(orphan).exists();
        assertThat(run("gc", "--grace", "0")).isZero();
        assertThat(out.toString()).contains("4 blobs were looked at").contains("17 B of the disk are free again");
        assertThat(orphan).doesNotExist();
        assertThat(run("gc", "--grace", "soon")).isEqualTo(2);
        assertThat(err.toString()).contains("soon");
    }

    @Test
    void namesWhatIsDamagedUntilAnImportHealsIt() throws Exception {
        importBundle();
        assertThat(run("scrub", "--now")).isZero();
        Digest digest = Digest.sha256(LAYER);
        Path file = data.resolve("content/blobs/sha256/" + digest.hex().substring(0, 2) + "/" + digest.hex());
        Files.writeString(file, "A layer");

        assertThat(run("scrub", "--rate", "100MB/s")).isOne();
        assertThat(out.toString()).contains("DAMAGED " + digest).contains("factory.example/app:1");
        assertThat(run("status")).isZero();
        assertThat(out.toString()).contains(digest + " is damaged").contains("factory.example/app:1");
        assertThat(run("scrub", "--status")).isOne();

        assertThat(run("import", medium.toString())).isZero();
        assertThat(run("scrub", "--status")).isZero();
        assertThat(out.toString()).contains("healed  " + digest);
        assertThat(file).hasBinaryContent(LAYER);
    }

    @Test
    void setsListsAndRemovesQuotas() {
        assertThat(run("quota", "set", "team/", "50GB")).isZero();
        assertThat(run("quota", "set", "*", "2TB")).isZero();
        assertThat(run("quota", "list")).isZero();
        assertThat(out.toString()).contains("team/").contains("50.0 GB").contains("all");
        assertThat(run("quota", "rm", "team")).isZero();
        assertThat(run("quota", "rm", "team")).isEqualTo(4);
        assertThat(run("quota", "list", "--json")).isZero();
        assertThat(out.toString()).contains("\"*\"").doesNotContain("team");
        assertThat(run("quota", "set", "Not A Name", "1GB")).isEqualTo(2);
        assertThat(run("quota", "set", "team", "much")).isEqualTo(2);
    }
}
