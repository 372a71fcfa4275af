package dev.sallyport.appliance.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.SpaceRules;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.oci.Descriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk without a byte left: a real one where the test may mount it, else one that says so. */
final class FullDiskTest {
    private static final String SIZE = "80m";
    private static final String LARGE = "x".repeat(10 << 20);

    @TempDir
    private Path folder;

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    /** Writes until nothing more fits. */
    private static void fill(Path file) throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    @Test
    void collectsOnADiskThatSomebodyFilled() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        boolean real = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", disk.toString());
        try {
            collects(disk, real);
        } finally {
            if (real) {
                assertThat(run("umount", disk.toString())).isTrue();
            }
        }
    }

    private static void collects(Path disk, boolean real) throws Exception {
        Path data = disk.resolve("data");
        try (TestAppliance appliance = new TestAppliance(data, new SystemDisk()).at("2031-01-01T00:00:00Z")) {
            ApplianceStore store = appliance.store();
            LocalImages images = new LocalImages(store);
            SpaceRules space = real
                    ? new SpaceRules(store, 1 << 20)
                    : new SpaceRules(
                            store.quotas(), () -> used(data.resolve("content")) < 20 << 20 ? 40 << 20 : 0, 1 << 20);
            Collector collector = new Collector(
                    store, appliance.imports(), UploadExpiry.NONE, space, new Retention(3), appliance.clock());
            collector.makeReserve();
            assertThat(data.resolve("reserve")).hasSize(16 << 20);
            Descriptor gone = images.image("team/app", List.of(LARGE, LARGE + "2"), "1");
            Descriptor kept = images.image("team/app", List.of("kept"), "2");
            images.delete("team/app", gone);
            if (real) {
                fill(disk.resolve("filler"));
                assertThatThrownBy(() -> images.image("team/app", List.of("does not fit"), "3"))
                        .isInstanceOf(IOException.class);
            }
            assertThatThrownBy(() -> space.checkDisk(1)).hasMessageContaining("no room");

            CollectionReport report = collector.collect(
                    new CollectionOptions(Duration.ZERO, false, false, false, "test"), JobControl.NONE);

            assertThat(report.freed()).isGreaterThan(20 << 20);
            assertThat(images.holdsAny(LocalImages.of(LARGE), gone)).isFalse();
            assertThat(images.holds(kept, LocalImages.of("kept"))).isTrue();
            space.checkDisk(1);
            images.image("team/app", List.of("fits again"), "3");
            assertThat(store.repositories().tags(LocalImages.name("team/app"), null, 10))
                    .containsExactly("2", "3");
        }
        try (TestAppliance again = new TestAppliance(data, new SystemDisk())) {
            assertThat(again.images()).containsOnlyKeys("team/app:2", "team/app:3");
        }
    }

    private static long used(Path data) throws IOException {
        long bytes = 0;
        try (var files = Files.walk(data)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
