package dev.sallyport.appliance.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.RecordingDisk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The room that is kept for a full disk, on one that fills or fails while it is taken. */
final class ReserveFileTest {
    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private final RecordingDisk disk = new RecordingDisk();

    @Test
    void leavesNothingWhereItDoesNotFitAndIsMadeOnceItDoes() throws Exception {
        Path file = folder.resolve("reserve");
        ReserveFile reserve = new ReserveFile(file, disk);
        for (long room : new long[] {0, 1, ReserveFile.SIZE - 1}) {
            disk.roomFor(room);
            assertThatThrownBy(() -> reserve.make(Long.MAX_VALUE)).isInstanceOf(IOException.class);
            assertThat(file).doesNotExist();
        }
        disk.roomFor(Long.MAX_VALUE);
        assertThat(reserve.make(ReserveFile.SIZE)).isFalse();
        assertThat(reserve.make(Long.MAX_VALUE)).isTrue();
        assertThat(file).hasSize(ReserveFile.SIZE);
        assertThat(reserve.release()).isTrue();
        assertThat(file).doesNotExist();
        assertThat(reserve.release()).isFalse();
    }

    @Test
    void leavesNothingWhereItCannotBeSynced() throws Exception {
        Path file = folder.resolve("reserve");
        ReserveFile reserve = new ReserveFile(file, disk);
        // Deleted, created, and written in parts of 1 MiB; then comes the sync.
        disk.failAt(1 + 1 + 16 + 1);
        assertThatThrownBy(() -> reserve.make(Long.MAX_VALUE)).isInstanceOf(IOException.class);
        assertThat(disk.operations()).contains("sync reserve");
        assertThat(file).doesNotExist();
        assertThat(reserve.make(Long.MAX_VALUE)).isTrue();
    }
}
