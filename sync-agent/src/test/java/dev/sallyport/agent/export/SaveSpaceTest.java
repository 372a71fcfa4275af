package dev.sallyport.agent.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.content.SystemDisk;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.testkit.ForwardingDisk;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.RecordingDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that take no more, or nothing at all. */
final class SaveSpaceTest {
    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private SaveWorld world;
    private Descriptor app;

    @BeforeEach
    void setUp() {
        world = new SaveWorld(folder);
        app = world.images.image().randomLayer(1, 60_000).randomLayer(2, 60_000).add();
        world.registry.put("app", "1", app, world.images);
    }

    @AfterEach
    void close() {
        world.close();
    }

    // From the first byte fetched, over the middle of a volume, to the history and the last volume's head.
    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 61_000, 122_000, 180_000, 245_000, 262_000, 266_000})
    void aDiskThatIsFullInTheMiddleLeavesNothingHalf(long room) throws Exception {
        RecordingDisk disk = new RecordingDisk().roomFor(room);
        world.disk = disk;
        SaveWorld.Asked asked = world.asked(world.reference("app:1")).withVolumeSize(110_000);

        assertThatThrownBy(() -> world.save(asked)).isInstanceOf(IOException.class);

        for (String name : world.outputFiles().keySet()) {
            assertThat(name).endsWith(".tar");
            assertThat(VolumeHead.statement(world.output.resolve(name))).isPresent();
        }
        disk.roomFor(Long.MAX_VALUE);
        world.save(asked);
        assertThat(world.verified().missing()).isEmpty();
        assertThat(world.carried(world.verified())).isEqualTo(world.images.closure(app.digest()));
    }

    @Test
    void anOutputThatTakesNoFilesIsToldBeforeABlobIsFetched() throws Exception {
        Files.createDirectories(world.output);
        world.disk = new ReadOnlyFolder(world.output);

        assertThatThrownBy(() -> world.save("app:1"))
                .isInstanceOfSatisfying(OutputNotWritableException.class, failure -> {
                    assertThat(failure).hasMessageContaining("Read-only file system");
                    assertThat(failure.remedy()).contains("--output");
                });
        assertThat(world.registry.requests("GET", "/v2/app/blobs/.*")).isEmpty();
        assertThat(SaveWorld.files(world.state.resolve("history"))).isEmpty();
    }

    @Test
    void anUnchangedBundleOnAReadOnlyMediumIsFine() throws Exception {
        world.save("app:1");
        world.disk = new ReadOnlyFolder(world.output);

        assertThat(world.save("app:1").volumes()).noneMatch(SavedVolume::written);
    }

    @Test
    void anOutputThatIsAFileIsRefused() throws Exception {
        Files.writeString(world.output, "not a folder");

        assertThatThrownBy(() -> world.save("app:1")).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() ->
                        world.save(world.asked(world.reference("app:1")).withOutput(world.output.resolve("below"))))
                .isInstanceOf(OutputNotWritableException.class);
        assertThat(SaveWorld.files(world.state.resolve("history"))).isEmpty();
    }

    /** A disk on which one folder takes no new files. */
    private static final class ReadOnlyFolder extends ForwardingDisk {
        private final Path folder;

        ReadOnlyFolder(Path folder) {
            super(new SystemDisk());
            this.folder = folder;
        }

        @Override
        public FileChannel create(Path file) throws IOException {
            if (file.startsWith(folder)) {
                throw new FileSystemException(file.toString(), null, "Read-only file system");
            }
            return super.create(file);
        }
    }
}
