package dev.sallyport.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.StrictJson;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gc}, {@code scrub} and {@code quota} against a real server on loopback. */
final class SpaceCommandsTest extends CommandFixture {
    private static final byte[] LAYER = "a layer".getBytes(UTF_8);
    private static final TestBundle BUNDLE =
            new VolumeBuilder(KEY).image("factory.example/app", "1", LAYER).build();

    private Path medium;

    @BeforeEach
    void makeMedium() throws Exception {
        medium = Files.createDirectory(folder.resolve("medium"));
        Files.write(medium.resolve("volume.tar"), BUNDLE.volume(1));
    }

    private void importBundle() throws IOException {
        trust("factory-7");
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
