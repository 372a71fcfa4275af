package dev.sallyport.appliance.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.imports.ImportState;
import dev.sallyport.appliance.imports.ImportStatus;
import dev.sallyport.content.StoredAmount;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage on the disk: found, named, and healed. */
final class ScrubberTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final String IMPORTED = "registry.example/team/app";
    private static final TestBundle BUNDLE = new VolumeBuilder(KEY)
            .image(IMPORTED, "1", "an imported layer".getBytes(UTF_8))
            .image(IMPORTED, "3", "another".getBytes(UTF_8))
            .build();

    @TempDir
    private Path data;

    private SpaceFixture fixture;
    private LocalImages images;
    private Scrubber scrubber;

    @BeforeEach
    void open() throws Exception {
        fixture = new SpaceFixture(data);
        images = fixture.images;
        scrubber = newScrubber();
    }

    private Scrubber newScrubber() throws IOException {
        return new Scrubber(fixture.appliance.store(), fixture.appliance.imports(), fixture.appliance.clock());
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private Path file(Digest digest) {
        return data.resolve("content/blobs/" + digest.algorithm().prefix())
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex());
    }

    private void damage(Digest digest) throws IOException {
        byte[] content = Files.readAllBytes(file(digest));
        content[content.length / 2] ^= 1;
        Files.write(file(digest), content);
    }

    private ScrubState scrub() throws Exception {
        return scrubber.scrubAll(0, JobControl.NONE);
    }

    @Test
    void findsNothingInAStoreThatIsWhole() throws Exception {
        images.image("team/app", List.of("one", ""), "1");

        ScrubState state = scrub();

        assertThat(state.damaged()).isEmpty();
        assertThat(state.read().files()).isEqualTo(4);
        assertThat(state.ended()).isNotNull();
        assertThat(fixture.appliance.blobs()).hasSize(4);
    }

    @Test
    void takesADamagedLayerOutOfServiceAndNamesItsImages() throws Exception {
        images.image("team/app", List.of("bad layer"), "1", "latest");
        Descriptor child = images.image("team/other", List.of("bad layer", "other"));
        images.index("team/other", List.of(child), "multi");
        images.image("team/fine", List.of("fine"), "1");
        Digest bad = LocalImages.of("bad layer").digest();
        damage(bad);

        ScrubState state = scrub();

        assertThat(state.damaged()).hasSize(1);
        DamagedBlob found = state.damaged().get(0);
        assertThat(found.digest()).isEqualTo(bad);
        assertThat(found.reason()).contains("9 bytes").contains("sha256:");
        assertThat(found.images()).containsExactly("team/app:1", "team/app:latest", "team/other:multi");
        assertThat(images.holds(LocalImages.of("bad layer"))).isFalse();
        assertThat(fixture.appliance.store().content().quarantine().digests()).containsExactly(bad);
        // The rest of the images is served on.
        assertThat(images.holds(child, LocalImages.of("other"))).isTrue();
    }

    @Test
    void aFileThatLostItsEndIsDamaged() throws Exception {
        images.image("team/app", List.of("a layer"), "1");
        Digest bad = LocalImages.of("a layer").digest();
        Files.write(file(bad), new byte[0]);

        assertThat(scrub().open()).extracting(DamagedBlob::digest).containsExactly(bad);
    }

    @Test
    void aPushOfTheSameContentHeals() throws Exception {
        images.image("team/app", List.of("bad layer"), "1");
        damage(LocalImages.of("bad layer").digest());
        scrub();

        images.image("team/app", List.of("bad layer"), "1");
        assertThat(scrubber.heal()).isTrue();

        assertThat(scrubber.state().open()).isEmpty();
        assertThat(scrubber.state().damaged().get(0).healed()).isNotNull();
        assertThat(fixture.appliance.store().content().quarantine().digests()).isEmpty();
        assertThat(scrub().open()).isEmpty();
        assertThat(images.holds(LocalImages.of("bad layer"))).isTrue();
    }

    @Test
    void anImportOfTheSameBundleHealsAPublishedRelease() throws Exception {
        fixture.appliance.trust(KEY).receive(BUNDLE);
        Digest bad = Digest.sha256("an imported layer".getBytes(UTF_8));
        damage(bad);

        assertThat(scrub().open().get(0).images()).containsExactly(IMPORTED + ":1");
        assertThat(fixture.appliance.holds(bad)).isFalse();
        assertThat(fixture.appliance.imports().wanted(BUNDLE.digest(), 1))
                .extracting(entry -> entry.digest())
                .containsExactly(bad);
        ImportStatus status = fixture.appliance.receive(BUNDLE);

        assertThat(status.state()).isEqualTo(ImportState.PUBLISHED);
        assertThat(status.reason()).contains("repaired");
        assertThat(fixture.appliance.holds(bad)).isTrue();
        assertThat(scrubber.heal()).isTrue();
        assertThat(scrub().open()).isEmpty();
        assertThat(fixture.appliance.receive(BUNDLE).reason()).isEqualTo("is already published");
    }

    @Test
    void damageThatNobodyNeedsAnyMoreIsForgotten() throws Exception {
        Descriptor image = images.image("team/app", List.of("bad layer"), "1");
        damage(LocalImages.of("bad layer").digest());
        scrub();

        images.delete("team/app", image);
        fixture.collect(Duration.ZERO);
        assertThat(scrubber.heal()).isTrue();

        assertThat(scrubber.state().open()).isEmpty();
        assertThat(fixture.appliance.store().content().quarantine().digests()).isEmpty();
    }

    @Test
    void nothingIsCollectedWhileADamagedManifestHidesWhatItIsMadeOf() throws Exception {
        fixture.appliance.trust(KEY).receive(BUNDLE);
        Digest manifest =
                fixture.appliance.manifest(IMPORTED, "3").orElseThrow().digest();
        damage(manifest);
        scrub();
        fixture.appliance.store().rebuild();
        List<Digest> before = fixture.appliance.blobs();

        CollectionReport report = fixture.collect(Duration.ZERO);

        assertThat(report.skipped()).contains("1 manifests");
        assertThat(fixture.appliance.blobs()).isEqualTo(before);
        fixture.appliance.receive(BUNDLE);
        fixture.appliance.store().rebuild();
        assertThat(fixture.collect(Duration.ZERO).skipped()).isEmpty();
        assertThat(fixture.appliance.holds(Digest.sha256("another".getBytes(UTF_8))))
                .isTrue();
    }

    /** Does something once, when the first bytes of the only blob were read. */
    private static final class Interruption implements JobControl {
        private final Callable<?> action;
        private int asked;

        Interruption(Callable<?> action) {
            this.action = action;
        }

        @Override
        public void advance(String step, long count, long total) {}

        @Override
        public boolean isCancelled() {
            // The first time, the blob is not open yet.
            asked++;
            if (asked == 2) {
                try {
                    action.call();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
            return false;
        }

        @Override
        public void pause(long nanos) {}
    }

    @Test
    void aCopyThatCameWhileTheDamagedOneWasReadStays() throws Exception {
        Descriptor layer = images.blob("team/app", "bad layer");
        damage(layer.digest());

        ScrubState state = scrubber.scrubAll(0, new Interruption(() -> {
            Files.delete(file(layer.digest()));
            return images.blob("team/app", "bad layer");
        }));

        assertThat(state.damaged()).isEmpty();
        assertThat(images.holds(layer)).isTrue();
        assertThat(fixture.appliance.store().content().quarantine().digests()).isEmpty();
        assertThat(state.read().files()).isOne();
    }

    @Test
    void aCopyThatCameAndIsDamagedTooIsFound() throws Exception {
        Descriptor layer = images.blob("team/app", "bad layer");
        damage(layer.digest());

        ScrubState state = scrubber.scrubAll(0, new Interruption(() -> {
            Path other = Files.writeString(data.resolve("other"), "bad again");
            return Files.move(other, file(layer.digest()), StandardCopyOption.REPLACE_EXISTING);
        }));

        assertThat(state.open()).extracting(DamagedBlob::digest).containsExactly(layer.digest());
        assertThat(fixture.appliance.store().content().quarantine().file(layer.digest()))
                .hasContent("bad again");
    }

    @Test
    void goesOnWhereItWasAfterARestart() throws Exception {
        for (int i = 0; i < 20; i++) {
            images.blob("team/app", "blob " + i);
        }
        StoredAmount half = scrubber.scrub(0, 60, JobControl.NONE).read();
        assertThat(half.files()).isPositive().isLessThan(20);

        scrubber = newScrubber();
        assertThat(scrubber.state().read()).isEqualTo(half);
        ScrubState whole = scrubber.scrub(0, Long.MAX_VALUE, JobControl.NONE);

        assertThat(whole.read().files()).isEqualTo(20);
        assertThat(whole.ended()).isNotNull();
        Files.writeString(data.resolve("scrub.json"), "{");
        assertThat(newScrubber().state()).isEqualTo(ScrubState.START);
    }
}
