package dev.sallyport.appliance.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.appliance.registry.StoredContent;
import dev.sallyport.appliance.resolution.TagResolution;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UnsyncedDisk;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.testkit.ForwardingDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client was told is here stays until its manifest comes, whatever grace a collection has. */
final class PushPromiseTest {
    private static final RepositoryName APP = LocalImages.name("team/app");

    @TempDir
    private Path data;

    private SpaceFixture fixture;
    private PushedImages pushes;

    @BeforeEach
    void open() throws Exception {
        fixture = new SpaceFixture(data);
        pushes = fixture.pushes;
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private ApplianceStore store() {
        return fixture.appliance.store();
    }

    private void collectAll() throws Exception {
        fixture.collect(Duration.ZERO, true, false);
    }

    private static String index(Descriptor child) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":[{\"mediaType\":\""
                + child.mediaType() + "\",\"digest\":\"" + child.digest() + "\",\"size\":" + child.size() + "}]}";
    }

    @Test
    void aBlobIsThereWhenItsManifestComes() throws Exception {
        Descriptor config = pushes.blob("team/app", "{}");
        Descriptor layer = pushes.blob("team/app", "layer");
        collectAll();

        Descriptor image = pushes.manifest("team/app", List.of(config, layer), "1");
        collectAll();

        assertThat(fixture.images.holds(config, layer, image)).isTrue();
        fixture.images.delete("team/app", image);
        collectAll();
        assertThat(fixture.appliance.blobs()).isEmpty();
    }

    @Test
    void aMountedBlobIsThereWhenItsManifestComes() throws Exception {
        Descriptor image = pushes.image("team/other", List.of("shared"), "1");
        Descriptor layer = LocalImages.of("shared");
        assertThat(pushes.uploads.mount(APP, layer.digest(), LocalImages.name("team/other"), LocalImages.ACTOR))
                .isTrue();
        fixture.images.delete("team/other", image);
        collectAll();

        pushes.manifest("team/app", List.of(pushes.blob("team/app", "{}"), layer), "1");
        assertThat(fixture.images.holds(layer)).isTrue();
    }

    @Test
    void aManifestIsThereWhenItsIndexComes() throws Exception {
        Descriptor child = pushes.image("team/app", List.of("layer"));
        collectAll();

        Descriptor index = pushes.put("team/app", MediaTypes.OCI_INDEX, index(child), "1");
        collectAll();

        assertThat(fixture.images.holds(child, index, LocalImages.of("layer"))).isTrue();
        fixture.images.delete("team/app", index);
        collectAll();
        assertThat(fixture.appliance.blobs()).isEmpty();
    }

    @Test
    void whatHeadFoundIsThereWhenTheManifestComes() throws Exception {
        Descriptor image = pushes.image("team/app", List.of("layer"), "1");
        Descriptor layer = LocalImages.of("layer");
        fixture.images.delete("team/app", image);
        StoredContent content = new StoredContent(store(), new TagResolution(store(), true));
        assertThat(content.promise(APP, layer)).isTrue();
        collectAll();

        pushes.manifest("team/app", List.of(pushes.blob("team/app", "{}"), layer), "2");
        collectAll();

        assertThat(fixture.images.holds(layer)).isTrue();
        assertThat(content.promise(APP, image)).isFalse();
    }

    /** Stops at the next sync, if it was told to, until something was done or waits for what is being synced. */
    private static final class PausingDisk extends ForwardingDisk {
        private @Nullable Thread meanwhile;

        PausingDisk() {
            super(new UnsyncedDisk(new SystemDisk()));
        }

        @Override
        public void sync(FileChannel file) {
            Thread started = meanwhile;
            meanwhile = null;
            if (started != null) {
                started.start();
                while (started.isAlive() && started.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void nobodyIsToldThatSomethingIsHereWhichIsBeingCollected() throws Exception {
        PausingDisk disk = new PausingDisk();
        fixture.close();
        fixture = new SpaceFixture(new TestAppliance(data.resolve("other"), disk), 3);
        Descriptor blob = fixture.images.blob("team/app", "on its own");
        StoredContent content = new StoredContent(store(), new TagResolution(store(), true));
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        disk.meanwhile = new Thread(() -> {
            try {
                told.complete(content.promise(APP, blob));
            } catch (IOException | RuntimeException e) {
                told.completeExceptionally(e);
            }
        });

        collectAll();

        assertThat(told.get()).isFalse();
        assertThat(fixture.appliance.blob("team/app", blob.digest())).isEmpty();
    }

    @Test
    void twoPushesOfTheSameLayerDoNotEndEachOther() throws Exception {
        Descriptor config = pushes.blob("team/app", "{}");
        Descriptor layer = pushes.blob("team/app", "layer");
        pushes.blob("team/app", "layer");
        Descriptor first = pushes.manifest("team/app", List.of(config, layer), "1");
        fixture.images.delete("team/app", first);
        collectAll();

        pushes.manifest("team/app", List.of(pushes.blob("team/app", "{\"a\":1}"), layer), "2");
        assertThat(fixture.images.holds(layer)).isTrue();
    }

    @Test
    void whatNoManifestCameForGoesADayLater() throws Exception {
        pushes.blob("team/app", "given up");
        pushes.image("team/app", List.of("never in an index"));
        fixture.appliance.at("2031-01-01T23:59:59Z");
        collectAll();
        assertThat(fixture.appliance.blobs()).hasSize(4);

        fixture.appliance.at("2031-01-02T00:00:00Z");
        collectAll();
        assertThat(fixture.appliance.blobs()).isEmpty();
    }
}
