package dev.sallyport.appliance.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.imports.ImportState;
import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.appliance.store.DatabaseRows;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collections without any grace while others push, delete, pull and import the same content. */
final class CollectorConcurrencyTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final String IMPORTED = "registry.example/team/app";
    private static final int PUSHERS = 3;
    private static final int ROUNDS = 25;
    private static final int LAYERS = 6;

    @TempDir
    private Path data;

    private final AtomicBoolean over = new AtomicBoolean();

    // The layers are few, so that what one deletes another pushes at that moment.
    private Map<String, Descriptor> push(SpaceFixture fixture, int pusher) throws Exception {
        Random random = new Random(pusher);
        Map<String, Descriptor> alive = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            String repository = "team/app" + random.nextInt(2) + "-" + pusher;
            List<String> layers = new ArrayList<>();
            for (int layer = 0; layer < LAYERS; layer++) {
                if (random.nextBoolean()) {
                    layers.add("layer " + layer);
                }
            }
            Descriptor before = alive.remove(repository);
            if (before != null && random.nextBoolean()) {
                fixture.images.delete(repository, before);
            }
            alive.put(repository, fixture.pushes.image(repository, layers, "latest"));
        }
        return alive;
    }

    private int importAll(TestAppliance appliance) throws Exception {
        Digest previous = null;
        for (int sequence = 1; sequence <= 8; sequence++) {
            VolumeBuilder builder = new VolumeBuilder(KEY)
                    .sequence(sequence)
                    .image(IMPORTED, "latest", "layer 1".getBytes(UTF_8))
                    .nextVolume()
                    .image(IMPORTED, "other", "layer 2".getBytes(UTF_8), ("of " + sequence).getBytes(UTF_8));
            if (previous != null) {
                builder.previous(sequence - 1, previous);
            }
            TestBundle bundle = builder.build();
            previous = bundle.digest();
            appliance.receive(bundle.stream(1));
            assertThat(appliance.receive(bundle.stream(2)).state()).isEqualTo(ImportState.PUBLISHED);
        }
        return 8;
    }

    private int pull(TestAppliance appliance) throws Exception {
        int pulled = 0;
        while (!over.get()) {
            Optional<Descriptor> manifest = appliance.manifest(IMPORTED, "latest");
            if (manifest.isPresent()) {
                verify(appliance, manifest.get());
                pulled++;
            }
        }
        return pulled;
    }

    private static void verify(TestAppliance appliance, Descriptor manifest) throws Exception {
        byte[] content = read(appliance, manifest.digest());
        for (Descriptor child :
                Manifest.parse("manifest", manifest.mediaType(), content).children()) {
            assertThat(Digest.sha256(read(appliance, child.digest()))).isEqualTo(child.digest());
        }
    }

    private static byte[] read(TestAppliance appliance, Digest digest) throws Exception {
        try (StoredBlob blob = appliance.store().content().open(digest).orElseThrow();
                InputStream in = blob.read(0, blob.size())) {
            return in.readAllBytes();
        }
    }

    private int collect(SpaceFixture fixture) throws Exception {
        int count = 0;
        while (!over.get()) {
            fixture.collect(Duration.ZERO);
            count++;
        }
        return count;
    }

    @Test
    void nothingThatWasAcknowledgedIsMissing() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (SpaceFixture fixture = new SpaceFixture(data)) {
            fixture.appliance.trust(KEY);
            Future<Integer> collections = threads.submit((Callable<Integer>) () -> collect(fixture));
            Future<Integer> pulls = threads.submit((Callable<Integer>) () -> pull(fixture.appliance));
            Future<Integer> imports = threads.submit((Callable<Integer>) () -> importAll(fixture.appliance));
            List<Future<Map<String, Descriptor>>> pushers = new ArrayList<>();
            for (int pusher = 0; pusher < PUSHERS; pusher++) {
                int number = pusher;
                pushers.add(threads.submit(() -> push(fixture, number)));
            }
            List<Map<String, Descriptor>> alive = new ArrayList<>();
            try {
                for (Future<Map<String, Descriptor>> pusher : pushers) {
                    alive.add(pusher.get());
                }
                imports.get();
            } finally {
                over.set(true);
            }
            assertThat(collections.get()).isPositive();
            pulls.get();

            for (Map<String, Descriptor> images : alive) {
                for (Map.Entry<String, Descriptor> image : images.entrySet()) {
                    assertThat(fixture.appliance.manifest(image.getKey(), "latest"))
                            .map(Descriptor::digest)
                            .contains(image.getValue().digest());
                    verify(fixture.appliance, image.getValue());
                }
            }
            verify(
                    fixture.appliance,
                    fixture.appliance.manifest(IMPORTED, "other").orElseThrow());
            Map<String, List<String>> rows = DatabaseRows.of(fixture.appliance.store());
            fixture.appliance.store().rebuild();
            assertThat(DatabaseRows.of(fixture.appliance.store())).isEqualTo(rows);
        } finally {
            threads.shutdown();
        }
    }
}
