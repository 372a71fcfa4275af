package dev.sallyport.appliance.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.CrashSweep;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.PowerCut;
import dev.sallyport.testkit.RecordingDisk;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * People push, tag, delete, and what is left is collected, while the disk fails at every operation: for good, in every way a power
 * cut can leave the files, or once. What was acknowledged is there afterwards, what was not is there whole or not at all, and going on
 * ends in what an undisturbed run gives.
 */
final class LocalFaultsTest {
    private static final RepositoryName APP = new RepositoryName("team/app");
    private static final RepositoryName OTHER = new RepositoryName("team/other");
    private static final CollectionRule ALL =
            new CollectionRule(Instant.parse("2100-01-01T00:00:00Z"), false, digest -> false);
    private static final byte[] CONFIG = "{}".getBytes(UTF_8);
    private static final byte[] ONE = "one".getBytes(UTF_8);
    private static final byte[] TWO = "two".getBytes(UTF_8);
    private static final byte[] FIRST = VolumeBuilder.manifest(CONFIG, ONE);
    private static final byte[] SECOND = VolumeBuilder.manifest(CONFIG, TWO);

    private interface Step {
        void run(TestAppliance appliance) throws Exception;
    }

    private static final List<Step> STEPS = List.of(
            appliance -> pushBlob(appliance, CONFIG),
            appliance -> pushBlob(appliance, ONE),
            appliance -> pushManifest(appliance, FIRST, "1", "latest"),
            appliance -> pushBlob(appliance, TWO),
            appliance -> pushManifest(appliance, SECOND, "latest"),
            appliance -> appliance.store().local().mount(OTHER, Digest.sha256(TWO), APP, "test"),
            appliance -> appliance.store().local().deleteTag(APP, new Tag("1"), "test"),
            appliance -> appliance.store().local().deleteManifest(APP, Digest.sha256(FIRST), "test"),
            LocalFaultsTest::collect);

    @TempDir(factory = MemoryDirectory.class)
    private Path workspace;

    private static Descriptor hold(TestAppliance appliance, byte[] content) throws Exception {
        Descriptor descriptor = new Descriptor(MediaTypes.OCI_LAYER_GZIP, Digest.sha256(content), content.length);
        try (PartialBlob partial = appliance.store().content().upload(UploadId.of(descriptor.digest()))) {
            partial.write(0, new ByteArrayInputStream(content), content.length);
            partial.commit(descriptor);
        }
        return descriptor;
    }

    private static void pushBlob(TestAppliance appliance, byte[] content) throws Exception {
        Descriptor blob = hold(appliance, content);
        appliance.store().local().linkBlob(APP, blob.digest(), blob.size(), "test");
    }

    private static void pushManifest(TestAppliance appliance, byte[] content, String... tags) throws Exception {
        Descriptor held = hold(appliance, content);
        appliance
                .store()
                .local()
                .putManifest(
                        APP,
                        new Descriptor(MediaTypes.OCI_MANIFEST, held.digest(), held.size()),
                        Manifest.parse("test", MediaTypes.OCI_MANIFEST, content),
                        Set.of(Digest.sha256(CONFIG)),
                        List.of(tags).stream().map(Tag::new).toList(),
                        "test");
    }

    // What is mounted into the other repository is not collected: somebody is about to put it into a manifest.
    private static void collect(TestAppliance appliance) throws Exception {
        LocalGarbage.Progress progress = LocalGarbage.Progress.START;
        while (!progress.done()) {
            progress = appliance.store().localGarbage().collect(APP, ALL, progress, "test");
        }
    }

    private static Map<String, List<String>> seen(TestAppliance appliance) throws IOException {
        Map<String, List<String>> rows = new TreeMap<>(DatabaseRows.of(appliance.store()));
        // What is done again is written again.
        rows.remove("applied");
        rows.remove("tag_history");
        return rows;
    }

    private static List<Map<String, List<String>>> undisturbed(Path data) throws Exception {
        List<Map<String, List<String>>> states = new ArrayList<>();
        try (TestAppliance appliance = new TestAppliance(data)) {
            states.add(seen(appliance));
            for (Step step : STEPS) {
                step.run(appliance);
                states.add(seen(appliance));
            }
        }
        return states;
    }

    @Test
    void keepsWhatWasAcknowledgedWhereverThePowerIsCut() throws Exception {
        List<Map<String, List<String>>> states = undisturbed(workspace.resolve("undisturbed"));
        List<CrashSweep.Point> points =
                CrashSweep.run(Files.createDirectory(workspace.resolve("sweep")), new Sweep(states));
        assertThat(points)
                .extracting(CrashSweep.Point::operation)
                .contains("write journal", "sync journal")
                .anyMatch(operation ->
                        operation.startsWith("publish " + Digest.sha256(TWO).hex()));
    }

    @Test
    void goesOnAfterEveryOperationThatFailsOnce() throws Exception {
        List<Map<String, List<String>>> states = undisturbed(workspace.resolve("undisturbed"));
        List<String> failures =
                CrashSweep.runFailures(Files.createDirectory(workspace.resolve("sweep")), new Retry(states));
        assertThat(failures).contains("write journal", "sync journal").hasSizeGreaterThan(40);
    }

    private static class Sweep implements CrashSweep.Scenario {
        private final List<Map<String, List<String>>> states;
        private int acknowledged;

        Sweep(List<Map<String, List<String>>> states) {
            this.states = states;
        }

        @Override
        public void run(Path directory, RecordingDisk disk) throws Exception {
            acknowledged = 0;
            try (TestAppliance appliance = new TestAppliance(directory, disk)) {
                for (Step step : STEPS) {
                    step.run(appliance);
                    acknowledged++;
                }
            }
        }

        @Override
        public void restart(Path directory) throws Exception {
            // The directory's name says how it was stopped, and where; every third time the database is gone as well.
            String name = directory.getFileName().toString();
            int dash = name.lastIndexOf('-');
            int cut = name.startsWith("failure")
                    ? 0
                    : List.of(PowerCut.values()).indexOf(PowerCut.valueOf(name.substring(0, dash)));
            if ((cut + Integer.parseInt(name.substring(dash + 1))) % 3 == 0) {
                Files.deleteIfExists(directory.resolve("database/meta.mv.db"));
            }
            try (TestAppliance appliance = new TestAppliance(directory)) {
                int last = Math.min(acknowledged + 1, STEPS.size());
                assertThat(seen(appliance)).isIn(states.subList(acknowledged, last + 1));
                for (Step step : STEPS.subList(acknowledged, STEPS.size())) {
                    step.run(appliance);
                }
                assertThat(seen(appliance)).isEqualTo(states.get(STEPS.size()));
                assertThat(appliance.holds(Digest.sha256(SECOND))).isTrue();
            }
        }
    }

    /** Does again, in the same process, what failed. */
    private static final class Retry extends Sweep {
        Retry(List<Map<String, List<String>>> states) {
            super(states);
        }

        @Override
        public void run(Path directory, RecordingDisk disk) throws Exception {
            super.acknowledged = 0;
            try (TestAppliance appliance = new TestAppliance(directory, disk)) {
                for (Step step : STEPS) {
                    boolean before = disk.failed();
                    try {
                        step.run(appliance);
                    } catch (IOException e) {
                        assertThat(before).as("only one operation fails").isFalse();
                        assertThat(seen(appliance)).isEqualTo(super.states.get(super.acknowledged));
                        step.run(appliance);
                    }
                    super.acknowledged++;
                    assertThat(seen(appliance)).isEqualTo(super.states.get(super.acknowledged));
                }
            }
        }
    }
}
