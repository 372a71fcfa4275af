package dev.sallyport.appliance.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.imports.FaultSweep;
import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.oci.Digest;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage that is found, named and healed on a disk that fails at every operation, and files that cannot be read at all. */
final class ScrubberFaultsTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final String IMPORTED = "registry.example/team/app";
    private static final byte[] LAYER = "an imported layer".getBytes(UTF_8);
    private static final TestBundle BUNDLE =
            new VolumeBuilder(KEY).image(IMPORTED, "1", LAYER).build();
    private static final Digest PUSHED = LocalImages.of("bad layer").digest();

    @TempDir(factory = MemoryDirectory.class)
    private Path workspace;

    private static Path file(Path data, Digest digest) {
        return data.resolve("content/blobs/sha256")
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex());
    }

    private static void push(TestAppliance appliance) throws Exception {
        new LocalImages(appliance.store()).image("team/app", List.of("bad layer", "good layer"), "1");
    }

    private static Scrubber scrubber(TestAppliance appliance) throws Exception {
        return new Scrubber(appliance.store(), appliance.imports(), appliance.clock());
    }

    private static List<DamagedBlob> open(TestAppliance appliance) throws Exception {
        Scrubber scrubber = scrubber(appliance);
        scrubber.heal();
        return scrubber.state().open();
    }

    private Path prepare() throws Exception {
        Path data = Files.createDirectory(workspace.resolve("prepared"));
        try (TestAppliance appliance = new TestAppliance(data).trust(KEY)) {
            appliance.receive(BUNDLE);
            push(appliance);
        }
        return data;
    }

    @Test
    void whatIsDamagedIsNamedUntilItComesAgainWhereverTheDiskFails() throws Exception {
        Path prepared = prepare();
        Files.writeString(file(prepared, PUSHED), "damaged!!");
        Files.write(file(prepared, Digest.sha256(LAYER)), new byte[LAYER.length]);
        List<FaultSweep.Step> steps = List.of(
                appliance -> scrubber(appliance).scrubAll(0, JobControl.NONE),
                ScrubberFaultsTest::push,
                appliance -> appliance.receive(BUNDLE),
                appliance -> scrubber(appliance).heal());

        List<String> operations = FaultSweep.run(workspace, prepared, steps, appliance -> {
            // Whatever is out of service is named, with what is made of it, and nothing else is.
            assertThat(open(appliance))
                    .extracting(DamagedBlob::digest)
                    .hasSameElementsAs(appliance.store().content().quarantine().digests());
            assertThat(open(appliance))
                    .allSatisfy(blob -> assertThat(blob.images())
                            .containsExactly(blob.digest().equals(PUSHED) ? "team/app:1" : IMPORTED + ":1"));
        });

        assertThat(operations)
                .contains(
                        "publish " + PUSHED.hex(),
                        "delete " + PUSHED.hex(),
                        "publish scrub.json",
                        "write scrub.json.tmp");
        try (TestAppliance appliance = new TestAppliance(workspace.resolve("undisturbed"))) {
            assertThat(open(appliance)).isEmpty();
            assertThat(scrubber(appliance).scrubAll(0, JobControl.NONE).open()).isEmpty();
        }
    }

    /** What the system says instead of giving bytes: as a bad sector, and as an entry of a folder that is broken. */
    @Test
    void whatCannotBeReadIsTakenOutOfServiceAndTheRestIsReadOn() throws Exception {
        Path data = prepare();
        Path sector = file(data, PUSHED);
        Files.delete(sector);
        Files.createDirectory(sector);
        Path entry = file(data, Digest.sha256(LAYER));
        Files.delete(entry);
        Files.createSymbolicLink(entry, entry.getFileName());
        try (TestAppliance appliance = new TestAppliance(data)) {
            ScrubState state = scrubber(appliance).scrubAll(0, JobControl.NONE);

            assertThat(state.ended()).isNotNull();
            assertThat(state.open())
                    .extracting(DamagedBlob::digest)
                    .containsExactlyInAnyOrder(PUSHED, Digest.sha256(LAYER));
            assertThat(state.open()).allSatisfy(blob -> {
                assertThat(blob.reason()).startsWith("it cannot be read: ");
                assertThat(blob.images()).hasSize(1);
            });
            assertThat(state.read().files()).isEqualTo(7);

            push(appliance);
            appliance.receive(BUNDLE);
            assertThat(open(appliance)).isEmpty();
            assertThat(scrubber(appliance).scrubAll(0, JobControl.NONE).open()).isEmpty();
        }
    }
}
