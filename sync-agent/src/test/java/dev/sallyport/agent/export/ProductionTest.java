package dev.sallyport.agent.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.agent.closure.Closure;
import dev.sallyport.agent.closure.ClosureWalker;
import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.agent.closure.KeptReferrers;
import dev.sallyport.agent.closure.MemorySource;
import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.agent.closure.Selection;
import dev.sallyport.bundle.Omitted;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.terminal.Progress;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProductionTest {
    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private final SigningKey key = SigningKey.generate();
    private final TestImages images = new TestImages();
    private final Descriptor image = images.image()
            .randomLayer(1, 40_000)
            .randomLayer(2, 30_000)
            .randomLayer(3, 20_000)
            .add();

    @Test
    void writesTheSameVolumesOnEveryMedium() throws Exception {
        Map<String, byte[]> ext4 = produce("ext4", Medium.of("ext4"));
        Map<String, byte[]> fat = produce("vfat", Medium.of("vfat"));

        assertThat(ext4).hasSize(2);
        assertThat(fat).containsExactlyInAnyOrderEntriesOf(ext4);
    }

    @Test
    void knowsWhatFatCannotHold() {
        assertThat(Medium.of("vfat").volumeSize(null)).isEqualTo(4_294_966_784L);
        assertThat(Medium.of("msdos").volumeSize(25_000_000_000L)).isEqualTo(4_294_966_784L);
        assertThat(Medium.of("vfat").volumeSize(1_000_000L)).isEqualTo(1_000_000L);
        assertThat(Medium.of("ext4").volumeSize(25_000_000_000L)).isEqualTo(25_000_000_000L);
    }

    private Map<String, byte[]> produce(String name, Medium medium) throws Exception {
        StreamName stream = new StreamName("factory-7");
        Path output = folder.resolve(name + "-out");
        SystemDisk disk = new SystemDisk();
        ContentCache cache = new ContentCache(DirectoryStore.open(folder.resolve(name), disk), Duration.ZERO);
        SaveOptions options = SaveOptions.builder(stream, folder, output, "sync-agent test")
                .keys(List.of(key))
                .build();
        try (ParallelTasks tasks = new ParallelTasks(3, "test")) {
            RootRequest root = RootRequest.asked(
                    new MemorySource(images),
                    image,
                    new RepositoryName("registry.example/app"),
                    new Tag("1"),
                    "memory",
                    new Selection.Everything());
            Closure closure = new ClosureWalker(cache, tasks, KeptReferrers.NONE).walk(List.of(root));
            IssuedBundle bundle = BundlePlan.of(closure, Omitted.NOTHING, Held.NOTHING, medium.volumeSize(90_000L))
                    .issue(1, null, options, Instant.EPOCH);
            new Production(
                            bundle,
                            OutputFolder.open(output, stream, disk),
                            medium,
                            cache,
                            closure.blobs(),
                            Progress.NONE,
                            digest -> {})
                    .run(closure.blobs(), List.of(1, 2), tasks, () -> {});
        }
        return SaveWorld.files(output);
    }
}
