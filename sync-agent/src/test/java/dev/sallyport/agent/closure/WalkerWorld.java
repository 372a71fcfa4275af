package dev.sallyport.agent.closure;

import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.Disk;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Platform;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.TestImages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Images, a source of them and a walker. */
final class WalkerWorld implements AutoCloseable {
    static final RepositoryName REPOSITORY = new RepositoryName("registry.example/app");

    final TestImages images = new TestImages();
    final MemorySource source = new MemorySource(images);
    final ContentCache cache;
    final ParallelTasks tasks = new ParallelTasks(3, "test");

    WalkerWorld(Path folder) throws IOException {
        this(folder, new SystemDisk());
    }

    WalkerWorld(Path folder, Disk disk) throws IOException {
        cache = new ContentCache(DirectoryStore.open(folder, disk), Duration.ZERO);
    }

    ClosureWalker walker() {
        return new ClosureWalker(cache, tasks, KeptReferrers.NONE);
    }

    ClosureWalker walkerWith(BaseImages bases) {
        return new ClosureWalker(cache, tasks, KeptReferrers.NONE, bases);
    }

    ClosureWalker walkerWith(ClosureLimits limits) {
        return new ClosureWalker(cache, tasks, KeptReferrers.NONE, BaseImages.NONE, limits);
    }

    Closure walk(RootRequest... roots) throws Exception {
        return walker().walk(Arrays.asList(roots));
    }

    /** As {@link #walk}, for roots of which none may fail. */
    Closure walkAll(RootRequest... roots) throws Exception {
        Closure closure = walk(roots);
        closure.requireComplete();
        return closure;
    }

    RootRequest root(Descriptor manifest, String tag) {
        return root(manifest, tag, new Selection.Everything());
    }

    RootRequest root(Descriptor manifest, String tag, Selection selection) {
        return RootRequest.asked(source, manifest, REPOSITORY, new Tag(tag), "memory", selection);
    }

    static Selection platforms(String... texts) throws Exception {
        List<Platform> platforms = new ArrayList<>();
        for (String text : texts) {
            platforms.add(Platform.parse(text));
        }
        return new Selection.OfPlatforms(platforms);
    }

    static Set<Digest> digests(Closure closure) {
        Set<Digest> digests = new HashSet<>();
        closure.blobs().forEach(blob -> digests.add(blob.descriptor().digest()));
        return digests;
    }

    @Override
    public void close() {
        tasks.close();
    }
}
