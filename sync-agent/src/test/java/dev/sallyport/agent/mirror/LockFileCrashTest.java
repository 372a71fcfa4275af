package dev.sallyport.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.oci.Digest;
import dev.sallyport.testkit.CrashSweep;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.RecordingDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops the writing of a lock at every disk operation, in every way. */
final class LockFileCrashTest {
    @TempDir(factory = MemoryDirectory.class)
    private Path workspace;

    private static LockFile lock(long sequence) {
        return new LockFile(
                new StreamName("factory-7"),
                sequence,
                Digest.sha256(new byte[] {(byte) sequence}),
                List.of(),
                List.of());
    }

    @Test
    void isTheOldOneOrTheNewOneAtAnyInstant() throws Exception {
        List<CrashSweep.Point> points = CrashSweep.run(workspace, new CrashSweep.Scenario() {
            @Override
            public void prepare(Path directory) throws Exception {
                Files.write(directory.resolve(LockFile.NAME), lock(1).encode());
            }

            @Override
            public void run(Path directory, RecordingDisk disk) throws Exception {
                lock(2).write(directory.resolve(LockFile.NAME), disk);
            }

            @Override
            public void restart(Path directory) throws Exception {
                Path file = directory.resolve(LockFile.NAME);
                assertThat(LockFile.read(file)).isIn(lock(1), lock(2));
                lock(2).write(file, new SystemDisk());
                assertThat(LockFile.read(file)).isEqualTo(lock(2));
                try (var files = Files.list(directory)) {
                    assertThat(files).containsExactly(file);
                }
            }
        });

        assertThat(points).extracting(CrashSweep.Point::operation).anyMatch(name -> name.startsWith("publish "));
    }
}
