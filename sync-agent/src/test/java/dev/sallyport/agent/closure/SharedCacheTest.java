package dev.sallyport.agent.closure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.agent.registry.CredentialFiles;
import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RegistryOptions;
import dev.sallyport.agent.registry.RepositoryAddress;
import dev.sallyport.agent.registry.Sleeper;
import dev.sallyport.agent.source.RegistrySource;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import dev.sallyport.testkit.Layers;
import dev.sallyport.testkit.RegistryRequest;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One cache folder and several who fill it at once. */
final class SharedCacheTest {
    private static final String TYPE = "application/octet-stream";

    // A real file system: that its locks hold between processes is what is tried.
    @TempDir
    private Path folder;

    private final TestImages images = new TestImages();

    /** Fetches the layers of an image into a cache: what each of the processes does. */
    static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] arguments) throws Exception {
            RegistryClient client = new RegistryClient(
                    RegistryOptions.DEFAULT, new CredentialFiles(List.of()), Clock.systemUTC(), Sleeper.SYSTEM);
            Reference image = Reference.parse(arguments[1]);
            RegistrySource source = new RegistrySource(client, RepositoryAddress.of(image));
            ContentCache cache = cache(Path.of(arguments[0]));
            try (ParallelTasks tasks = new ParallelTasks(4, "fetch")) {
                List<Descriptor> blobs = new ArrayList<>();
                for (int i = 2; i < arguments.length; i += 2) {
                    blobs.add(new Descriptor(TYPE, Digest.parse(arguments[i]), Long.parseLong(arguments[i + 1])));
                }
                tasks.map(blobs, blob -> {
                    cache.fetch(source, blob, count -> {});
                    return true;
                });
            }
        }
    }

    private static ContentCache cache(Path folder) throws Exception {
        return new ContentCache(DirectoryStore.open(folder, new SystemDisk()), Duration.ZERO, CacheLocks.in(folder));
    }

    @Test
    void twoProcessesFetchEachBlobOnceAndNoneIsSpoilt() throws Exception {
        Descriptor image = images.image()
                .randomLayer(1, 900_000)
                .randomLayer(2, 800_000)
                .randomLayer(3, 700_000)
                .randomLayer(4, 600_000)
                .add();
        try (TestRegistry registry = TestRegistry.start()) {
            registry.put("app", "1", image, images);
            List<String> command = new ArrayList<>(List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    OtherProcess.class.getName(),
                    folder.toString(),
                    registry.host() + "/app:1"));
            List<Digest> blobs = images.closure(image.digest()).stream()
                    .filter(digest -> !digest.equals(image.digest()))
                    .toList();
            for (Digest blob : blobs) {
                command.add(blob.toString());
                command.add(Integer.toString(images.bytes(blob).length));
            }
            List<Process> processes = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                processes.add(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log-" + i).toFile())
                        .start());
            }
            for (int i = 0; i < 2; i++) {
                assertThat(processes.get(i).waitFor())
                        .as(Files.readString(folder.resolve("log-" + i)))
                        .isZero();
            }

            assertThat(registry.requests("GET", "/v2/app/blobs/.*"))
                    .extracting(RegistryRequest::path)
                    .doesNotHaveDuplicates()
                    .hasSize(blobs.size());
            DirectoryStore store = DirectoryStore.open(folder, new SystemDisk());
            for (Digest blob : blobs) {
                try (var held = store.open(blob).orElseThrow();
                        InputStream in = held.read(0, held.size())) {
                    assertThat(Digest.sha256(in.readAllBytes())).isEqualTo(blob);
                }
            }
        }
    }

    @Test
    void twoStoresInOneProcessFetchEachBlobOnce() throws Exception {
        MemorySource source = new MemorySource(images);
        List<Descriptor> blobs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            blobs.add(images.blob(TYPE, Layers.randomBytes(i, 100_000)));
        }
        List<ContentCache> caches = List.of(cache(folder), cache(folder));
        try (ParallelTasks tasks = new ParallelTasks(8, "test")) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (Descriptor blob : blobs) {
                for (ContentCache cache : caches) {
                    all.add(tasks.start(blob, item -> {
                        cache.fetch(source, item, count -> {});
                        return true;
                    }));
                }
            }
            for (Future<Boolean> each : all) {
                ParallelTasks.join(each);
            }
        }

        assertThat(source.fetched()).hasSize(blobs.size());
    }

    @Test
    void aLockIsNotHadTwiceAndComesBack() throws Exception {
        CacheLocks locks = CacheLocks.in(folder);
        Digest digest = Digest.sha256(new byte[0]);
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        try (ParallelTasks tasks = new ParallelTasks(1, "test")) {
            Future<Boolean> holder = tasks.start(digest, item -> {
                CacheLocks.Held held = CacheLocks.in(folder).acquire(item);
                try {
                    taken.countDown();
                    awaitQuietly(enough);
                } finally {
                    held.close();
                }
                return true;
            });
            taken.await();
            assertThat(locks.tryAcquire(digest)).isEmpty();
            enough.countDown();
            ParallelTasks.join(holder);
        }

        locks.tryAcquire(digest).orElseThrow().close();
        locks.acquire(digest).close();
    }

    @Test
    void whatAKilledProcessLeftIsGoneOnWith() throws Exception {
        byte[] content = Layers.randomBytes(1, 50_000);
        Descriptor blob = images.blob(TYPE, content);
        MemorySource source = new MemorySource(images);
        DirectoryStore killed = DirectoryStore.open(folder, new SystemDisk());
        try (var partial = killed.upload(UploadId.of(blob.digest()))) {
            partial.write(0, new ByteArrayInputStream(content), 20_000);
        }

        ContentCache cache = cache(folder);
        cache.fetch(source, blob, count -> {});

        assertThat(cache.fetchedBytes()).isEqualTo(30_000);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
