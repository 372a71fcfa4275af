package dev.sallyport.agent.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.agent.closure.MemorySource;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.agent.closure.Selection;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.Disk;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.terminal.Progress;
import dev.sallyport.testkit.CrashSweep;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.RecordingDisk;
import dev.sallyport.testkit.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops a save at every disk operation, in every way a power cut leaves the files, and runs it again some time later. */
final class SaveCrashTest {
    private static final Instant BEFORE = Instant.parse("2026-11-20T08:00:00Z");
    private static final Instant FIRST = Instant.parse("2026-11-21T08:00:00Z");
    private static final Instant AGAIN = Instant.parse("2026-11-21T09:00:00Z");

    @TempDir(factory = MemoryDirectory.class)
    private Path workspace;

    private BaseChoice base = new BaseChoice.WhenChanged();
    private final SigningKey key = SigningKey.generate();
    private final TestImages images = new TestImages();
    private final Descriptor old = images.image().randomLayer(1, 3_000).add();
    private final Descriptor image =
            images.image().randomLayer(2, 5_000).randomLayer(3, 40_000).add();

    @Test
    void theFirstSaveIsFinishedByTheNextRunWhereverItStopped() throws Exception {
        sweep(Optional.empty());
    }

    @Test
    void anIncrementIsFinishedByTheNextRunWhereverItStopped() throws Exception {
        base = new BaseChoice.Delivered();
        sweep(Optional.of(old));
    }

    private void sweep(Optional<Descriptor> earlier) throws Exception {
        Map<String, byte[]> undisturbed = undisturbed(earlier, FIRST);
        Map<String, byte[]> undisturbedLater = undisturbed(earlier, AGAIN);
        assertThat(undisturbed).hasSizeGreaterThanOrEqualTo(2);

        List<CrashSweep.Point> points = CrashSweep.run(workspace, new CrashSweep.Scenario() {
            @Override
            public void prepare(Path directory) throws Exception {
                if (earlier.isPresent()) {
                    save(directory, new SystemDisk(), BEFORE, earlier.get());
                }
            }

            @Override
            public void run(Path directory, RecordingDisk disk) throws Exception {
                save(directory, disk, FIRST, image);
            }

            @Override
            public void restart(Path directory) throws Exception {
                List<Statement> seen = statementsIn(directory.resolve("output"));
                save(directory, new SystemDisk(), AGAIN, image);
                Map<String, byte[]> output = volumes(directory.resolve("output"));
                // What the first run let out of its hands is the statement of its sequence for ever.
                Map<String, byte[]> expected =
                        seen.stream().anyMatch(statement -> statement.created().equals(FIRST))
                                ? undisturbed
                                : same(output, undisturbed) ? undisturbed : undisturbedLater;
                assertThat(output).containsExactlyInAnyOrderEntriesOf(expected);
            }
        });

        assertThat(points).hasSizeGreaterThan(100);
    }

    private static boolean same(Map<String, byte[]> output, Map<String, byte[]> expected) {
        return output.keySet().equals(expected.keySet())
                && output.keySet().stream().allMatch(name -> Arrays.equals(output.get(name), expected.get(name)));
    }

    private Map<String, byte[]> undisturbed(Optional<Descriptor> earlier, Instant time) throws Exception {
        Path directory = Files.createTempDirectory(workspace, "undisturbed");
        if (earlier.isPresent()) {
            save(directory, new SystemDisk(), BEFORE, earlier.get());
        }
        save(directory, new SystemDisk(), time, image);
        return volumes(directory.resolve("output"));
    }

    private void save(Path directory, Disk disk, Instant time, Descriptor root) throws Exception {
        SaveOptions options = SaveOptions.builder(
                        new StreamName("factory-7"),
                        directory.resolve("state"),
                        directory.resolve("output"),
                        "sync-agent test")
                .keys(List.of(key))
                .volumeSize(70_000L)
                .base(base)
                .jobs(1)
                .build();
        MemorySource source = new MemorySource(images);
        RootRequest request = RootRequest.asked(
                source,
                root,
                new RepositoryName("registry.example/app"),
                new Tag("1"),
                "memory",
                new Selection.Everything());
        new Save(options, kept -> source, disk, Clock.fixed(time, ZoneOffset.UTC), Progress.NONE).run(List.of(request));
    }

    private static Map<String, byte[]> volumes(Path output) {
        return new TreeMap<>(SaveWorld.files(output));
    }

    // Whatever can be read as a volume, finished or not.
    private static List<Statement> statementsIn(Path output) throws IOException {
        List<Statement> statements = new ArrayList<>();
        if (Files.exists(output)) {
            try (Stream<Path> files = Files.list(output)) {
                for (Path file : files.toList()) {
                    VolumeHead.statement(file).ifPresent(statements::add);
                }
            }
        }
        return statements;
    }
}
