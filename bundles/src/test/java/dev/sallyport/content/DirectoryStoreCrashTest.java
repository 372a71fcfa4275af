package dev.sallyport.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.testkit.CrashSweep;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.RecordingDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops a store at every disk operation, in every way, and runs again. */
final class DirectoryStoreCrashTest {
    private static final int LARGE = 40_000;

    @TempDir(factory = MemoryDirectory.class)
    Path workspace;

    @Test
    void convergesWhereverItIsStopped() throws Exception {
        List<CrashSweep.Point> points = CrashSweep.run(workspace, new Uploads());
        assertThat(points).extracting(CrashSweep.Point::operation).anyMatch(name -> name.startsWith("publish "));
        assertThat(points).hasSizeGreaterThan(100);
    }

    /** Four blobs: one that an earlier run left half, a wide digest, one uploaded twice, and one that goes again. */
    private static final class Uploads implements CrashSweep.Scenario {
        private final byte[] resumed = random(LARGE);
        private final byte[] wide = random(5000);
        private final byte[] doubled = random(700);
        private final byte[] removed = random(10);
        private final Set<Digest> committed = new HashSet<>();

        private static byte[] random(int size) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            return bytes;
        }

        @Override
        public void prepare(Path root) throws Exception {
            committed.clear();
            ContentStore store = DirectoryStore.open(root, new RecordingDisk());
            try (PartialBlob partial = store.upload(UploadId.of(Digest.sha256(resumed)))) {
                partial.write(0, new ByteArrayInputStream(resumed), LARGE / 2);
            }
        }

        @Override
        public void run(Path root, RecordingDisk disk) throws Exception {
            ContentStore store = DirectoryStore.open(root, disk);
            put(store, DigestAlgorithm.SHA256, resumed, "");
            put(store, DigestAlgorithm.SHA512, wide, "");
            put(store, DigestAlgorithm.SHA256, doubled, "-a");
            put(store, DigestAlgorithm.SHA256, doubled, "-b");
            put(store, DigestAlgorithm.SHA256, removed, "");
            committed.remove(Digest.sha256(removed));
            store.remove(Digest.sha256(removed));
        }

        private void put(ContentStore store, DigestAlgorithm algorithm, byte[] content, String suffix)
                throws Exception {
            Digest digest = Digest.of(algorithm, content);
            UploadId id = new UploadId(UploadId.of(digest).value() + suffix);
            Descriptor blob = new Descriptor("application/octet-stream", digest, content.length);
            try {
                finish(store.upload(id), blob, content);
            } catch (DigestMismatchException e) {
                // What was left of the earlier upload was not what had been written: once more from the start.
                finish(store.upload(id), blob, content);
            }
            committed.add(digest);
        }

        private static void finish(PartialBlob partial, Descriptor blob, byte[] content) throws Exception {
            try (partial) {
                int from = (int) partial.size();
                partial.write(
                        from, new ByteArrayInputStream(content, from, content.length - from), content.length - from);
                partial.commit(blob);
            }
        }

        @Override
        public void restart(Path root) throws Exception {
            Map<Digest, byte[]> found = blobs(root);
            found.forEach((digest, content) ->
                    assertThat(Digest.of(digest.algorithm(), content)).isEqualTo(digest));
            assertThat(found.keySet()).containsAll(committed);

            run(root, new RecordingDisk());
            assertThat(blobs(root).keySet())
                    .containsExactlyInAnyOrder(
                            Digest.sha256(resumed), Digest.of(DigestAlgorithm.SHA512, wide), Digest.sha256(doubled));
            assertThat(root.resolve("partial")).isEmptyDirectory();
        }

        private static Map<Digest, byte[]> blobs(Path root) throws IOException {
            Map<Digest, byte[]> blobs = new HashMap<>();
            try (Stream<Path> files = Files.walk(root.resolve("blobs"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String algorithm =
                            root.resolve("blobs").relativize(file).getName(0).toString();
                    blobs.put(
                            Digest.tryParse(algorithm + ':' + file.getFileName())
                                    .orElseThrow(),
                            Files.readAllBytes(file));
                }
            }
            return blobs;
        }
    }
}
