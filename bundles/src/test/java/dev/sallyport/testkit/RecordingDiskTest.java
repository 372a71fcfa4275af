package dev.sallyport.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RecordingDiskTest {
    @TempDir
    Path directory;

    private final RecordingDisk disk = new RecordingDisk();
    private Path file;
    private Path other;

    @BeforeEach
    void name() {
        file = directory.resolve("file");
        other = directory.resolve("other");
    }

    private static void write(FileChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private FileChannel writeNew(Path name, String text) throws IOException {
        FileChannel channel = disk.create(name);
        write(channel, text);
        return channel;
    }

    @ParameterizedTest
    @EnumSource
    void keepsSyncedFilesInSyncedDirectories(PowerCut cut) throws IOException {
        disk.sync(writeNew(file, "safe"));
        disk.syncDirectory(directory);
        disk.cutPower(cut);
        assertThat(file).hasContent("safe");
    }

    @ParameterizedTest
    @CsvSource({
        "NOTHING_LOST, safe+more",
        "UNSYNCED_LOST, safe",
        "NAMES_LOST, safe+more",
        "CONTENT_LOST, safe",
        "CONTENT_ZEROED, safe?????",
        "CONTENT_TORN, safe+m"
    })
    void keepsOfAnUnsyncedTailWhatTheCutSays(PowerCut cut, String left) throws IOException {
        FileChannel channel = writeNew(file, "safe");
        disk.sync(channel);
        disk.syncDirectory(directory);
        write(channel, "+more");
        disk.cutPower(cut);
        assertThat(file).hasContent(left.replace('?', '\0'));
    }

    @ParameterizedTest
    @CsvSource({
        "NOTHING_LOST, false, true",
        "UNSYNCED_LOST, true, false",
        "NAMES_LOST, true, false",
        "CONTENT_LOST, false, true",
        "CONTENT_ZEROED, false, true",
        "CONTENT_TORN, false, true"
    })
    void renamesAndDeletionsLastOnlyOnceTheirDirectoryIsSynced(PowerCut cut, boolean before, boolean after)
            throws IOException {
        disk.sync(writeNew(file, "moved"));
        disk.syncDirectory(directory);
        Path gone = Files.writeString(directory.resolve("gone"), "found here");
        disk.publish(file, other);
        disk.delete(gone);
        disk.cutPower(cut);
        assertThat(Files.exists(file)).isEqualTo(before);
        assertThat(Files.exists(gone)).isEqualTo(before);
        assertThat(Files.exists(other)).isEqualTo(after);
        assertThat(after ? other : file).hasContent("moved");
    }

    @Test
    void aFileRenamedBeforeItWasSyncedIsEmptyAfterwards() throws IOException {
        writeNew(file, "never synced").close();
        disk.publish(file, other);
        disk.syncDirectory(directory);
        disk.cutPower(PowerCut.UNSYNCED_LOST);
        assertThat(other).isEmptyFile();
    }

    @Test
    void bringsBackWhatARenameReplaced() throws IOException {
        Files.writeString(other, "old");
        disk.sync(writeNew(file, "new"));
        disk.publish(file, other);
        assertThat(other).hasContent("new");
        disk.cutPower(PowerCut.UNSYNCED_LOST);
        assertThat(other).hasContent("old");
        assertThat(file).doesNotExist();
    }

    @Test
    void bringsBackWhatATruncationCut() throws IOException {
        Files.writeString(file, "journal+torn");
        FileChannel channel = disk.append(file);
        disk.truncate(channel, 7);
        assertThat(file).hasContent("journal");
        disk.cutPower(PowerCut.UNSYNCED_LOST);
        assertThat(file).hasContent("journal+torn");
    }

    @Test
    void leavesAloneWhatWasMadeWithoutIt() throws IOException {
        Files.writeString(other, "database");
        writeNew(file, "lost").close();
        disk.cutPower(PowerCut.UNSYNCED_LOST);
        assertThat(other).hasContent("database");
        assertThat(file).doesNotExist();
    }

    @Test
    void failsAtTheOperationAskedForAndEverAfter() throws IOException {
        disk.stopAt(3);
        FileChannel channel = disk.create(file);
        write(channel, "a");
        assertThat(disk.stopped()).isFalse();
        assertThatThrownBy(() -> write(channel, "b")).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> disk.sync(channel)).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> disk.delete(file)).isInstanceOf(SimulatedCrash.class);
        assertThat(disk.stopped()).isTrue();
        assertThat(file).hasContent("a");
        assertThat(disk.operations()).containsExactly("create file", "write file", "write file");
    }

    @Test
    void isFullAfterTheBytesGiven() throws IOException {
        disk.roomFor(3);
        FileChannel channel = disk.create(file);
        assertThat(channel.write(ByteBuffer.wrap(new byte[5]))).isEqualTo(3);
        assertThatThrownBy(() -> write(channel, "x")).hasMessage("No space left on device");
        disk.roomFor(1);
        write(channel, "x");
        assertThat(Files.size(file)).isEqualTo(4);
    }

    @Test
    void sweepStopsAtEveryOperationInEveryWay() throws Exception {
        List<CrashSweep.Point> points = CrashSweep.run(directory, new SafeWrite());
        assertThat(points).hasSize(5 * PowerCut.values().length);
        assertThat(points)
                .extracting(CrashSweep.Point::operation)
                .startsWith("create temporary", "write temporary", "sync temporary", "publish file")
                .contains("syncDirectory " + PowerCut.CONTENT_TORN + "-5");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void sweepFindsAMissingSync() {
        assertThatThrownBy(() -> CrashSweep.run(directory, new UnsafeWrite()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Not recovered from UNSYNCED_LOST at operation 5, the end");
    }

    /** Writes a file as it should be done: afterwards it is there whole, or not at all. */
    private static class SafeWrite implements CrashSweep.Scenario {
        @Override
        public void run(Path in, RecordingDisk disk) throws IOException {
            Path temporary = in.resolve("temporary");
            try (FileChannel channel = disk.create(temporary)) {
                write(channel, "whole");
                finish(disk, channel);
            }
            disk.publish(temporary, in.resolve("file"));
            disk.syncDirectory(in);
        }

        void finish(RecordingDisk disk, FileChannel channel) throws IOException {
            disk.sync(channel);
        }

        @Override
        public void restart(Path in) {
            if (Files.exists(in.resolve("file"))) {
                assertThat(in.resolve("file")).hasContent("whole");
            }
        }
    }

    private static final class UnsafeWrite extends SafeWrite {
        @Override
        void finish(RecordingDisk disk, FileChannel channel) {}
    }
}
