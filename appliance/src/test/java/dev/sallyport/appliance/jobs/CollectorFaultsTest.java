package dev.sallyport.appliance.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.imports.FaultSweep;
import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.appliance.store.SpaceRules;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.StoredAmount;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole collections on a disk that fails at every operation: releases that are retired, uploads that were given up, links, the way into
 * the trash, content that comes again while it is there, and the end of the rest.
 */
final class CollectorFaultsTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final String IMPORTED = "registry.example/team/app";
    private static final TestBundle FIRST = new VolumeBuilder(KEY)
            .image(IMPORTED, "1", "of the first release".getBytes(UTF_8))
            .build();
    private static final TestBundle SECOND = new VolumeBuilder(KEY)
            .sequence(2)
            .previous(1, FIRST.digest())
            .image(IMPORTED, "1", "of the second release".getBytes(UTF_8))
            .build();
    // Too little for the file that keeps room, whose 16 MiB say nothing here.
    private static final long FREE = 20 << 20;

    @TempDir(factory = MemoryDirectory.class)
    private Path workspace;

    private Descriptor gone;

    private void prepare(Path data) throws Exception {
        try (TestAppliance appliance = new TestAppliance(data).trust(KEY)) {
            appliance.receive(FIRST);
            appliance.receive(SECOND);
            LocalImages images = new LocalImages(appliance.store());
            gone = images.image("team/app", List.of("shared", "comes again", "goes"), "1");
            images.image("team/app", List.of("shared", "stays"), "2");
            images.blob("team/other", "in no manifest");
            try (PartialBlob givenUp = appliance.store().content().upload(new UploadId("given-up"))) {
                givenUp.write(0, new ByteArrayInputStream(new byte[10]), 10);
            }
        }
    }

    private static FaultSweep.Step collect(String time, Duration grace, boolean trashOnly) {
        return appliance -> {
            appliance.at(time);
            new Collector(
                            appliance.store(),
                            appliance.imports(),
                            UploadExpiry.NONE,
                            new SpaceRules(appliance.store().quotas(), () -> FREE, 0),
                            new Retention(1),
                            appliance.clock())
                    .collect(new CollectionOptions(grace, false, false, trashOnly, LocalImages.ACTOR), JobControl.NONE);
        };
    }

    @Test
    void losesNothingThatIsNeededAndEndsAsAnUndisturbedCollection() throws Exception {
        Path prepared = Files.createDirectory(workspace.resolve("prepared"));
        prepare(prepared);
        Duration day = Duration.ofDays(1);
        List<FaultSweep.Step> steps = List.of(
                appliance ->
                        new LocalImages(appliance.at("2031-01-01T00:00:00Z").store()).delete("team/app", gone),
                collect("2031-02-01T00:00:00Z", day, false),
                appliance -> new LocalImages(
                                appliance.at("2031-02-02T00:00:00Z").store())
                        .image("team/app", List.of("comes again"), "3"),
                collect("2031-03-01T00:00:00Z", day, true),
                collect("2031-04-01T00:00:00Z", Duration.ZERO, false));

        List<String> operations = FaultSweep.run(workspace, prepared, steps, appliance -> {});

        String trashed = LocalImages.of("goes").digest().hex();
        assertThat(operations)
                .contains(
                        "publish " + trashed,
                        "delete " + trashed,
                        "delete given-up",
                        "delete " + FIRST.digest().hex() + ".index.json",
                        "write journal");
        try (TestAppliance appliance = new TestAppliance(workspace.resolve("undisturbed"))) {
            assertThat(appliance.store().content().trash().amount()).isEqualTo(StoredAmount.NONE);
            assertThat(appliance.images()).containsOnlyKeys(IMPORTED + ":1", "team/app:2", "team/app:3");
            assertThat(appliance.blobs()).hasSize(3 + 4 + 3);
        }
    }
}
