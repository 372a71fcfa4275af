package dev.sallyport.appliance.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trust, an import of two volumes, a rollback and the end of an old release, while any one operation of the disk fails: what was asked
 * for is done again, in the same process, and ends as if nothing had happened. {@link ImportCrashTest} cuts the power.
 */
final class ImportFaultsTest {
    private static final String APP = "registry.example/team/app";
    private static final SigningKey KEY = SigningKey.generate();
    private static final SigningKey OTHER = SigningKey.generate();
    private static final byte[] CONFIG = bytes("{}");
    private static final TestBundle FIRST =
            new VolumeBuilder(KEY).image(APP, "1", bytes("old")).build();
    private static final TestBundle SECOND = new VolumeBuilder(KEY)
            .sequence(2)
            .previous(1, FIRST.digest())
            .blob(VolumeBuilder.manifest(CONFIG, bytes("new")))
            .blob(CONFIG)
            .blob(bytes("new"))
            .tag(APP, "1", MediaTypes.OCI_MANIFEST, VolumeBuilder.manifest(CONFIG, bytes("new")))
            .nextVolume()
            .blob(VolumeBuilder.manifest(CONFIG, bytes("newer")))
            .blob(bytes("newer"))
            .tag(APP, "2", MediaTypes.OCI_MANIFEST, VolumeBuilder.manifest(CONFIG, bytes("newer")))
            .build();

    @TempDir(factory = MemoryDirectory.class)
    private Path workspace;

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void endsAsIfNothingHadFailedOnceItIsDoneAgain() throws Exception {
        Path prepared = Files.createDirectory(workspace.resolve("prepared"));
        try (TestAppliance appliance = new TestAppliance(prepared).trust(KEY)) {
            appliance.receive(FIRST);
        }
        List<FaultSweep.Step> steps = List.of(
                appliance -> appliance.trust(OTHER),
                appliance -> appliance.receive(SECOND.stream(1)),
                appliance -> appliance.receive(SECOND.stream(2)),
                appliance -> appliance.store().releases().rollback(TestAppliance.STREAM, 1, "test"),
                appliance -> appliance.store().releases().rollback(TestAppliance.STREAM, 2, "test"),
                appliance -> appliance.store().releases().retire(TestAppliance.STREAM, 2, "test"));

        FaultSweep.runFailures(workspace, prepared, steps, appliance -> {});

        try (TestAppliance appliance = new TestAppliance(workspace.resolve("undisturbed"))) {
            assertThat(appliance.images()).containsOnlyKeys(APP + ":1", APP + ":2");
            assertThat(appliance.manifest(APP, "2").orElseThrow().digest())
                    .isEqualTo(Digest.sha256(VolumeBuilder.manifest(CONFIG, bytes("newer"))));
        }
    }
}
