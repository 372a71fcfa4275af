package dev.sallyport.appliance.imports;

import static dev.sallyport.appliance.imports.TestAppliance.HOLD;
import static dev.sallyport.appliance.imports.TestAppliance.STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.HostileVolume;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImportsTest {
    private static final String APP = "registry.example/team/app";
    private static final SigningKey KEY = SigningKey.generate();

    @TempDir
    private Path data;

    private TestAppliance appliance;

    @BeforeEach
    void open() throws Exception {
        appliance = new TestAppliance(data).trust(KEY);
    }

    @AfterEach
    void close() throws Exception {
        appliance.close();
    }

    private static VolumeBuilder bundle() {
        return new VolumeBuilder(KEY);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void publishesBundleOfOneVolume() throws Exception {
        byte[] layer = bytes("a layer");
        TestBundle bundle = bundle().image(APP, "1.0", layer).build();

        ImportStatus status = appliance.receive(bundle);

        assertThat(status.state()).isEqualTo(ImportState.PUBLISHED);
        assertThat(status.reason()).isEmpty();
        assertThat(status.id()).isEqualTo(bundle.digest());
        assertThat(status.publisher()).isEqualTo("ACME");
        Descriptor manifest = appliance.manifest(APP, "1.0").orElseThrow();
        assertThat(manifest.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(appliance.manifest(APP, manifest.digest())).contains(manifest);
        assertThat(appliance.blob(APP, Digest.sha256(layer)).orElseThrow().size())
                .isEqualTo(layer.length);
        assertThat(appliance.store().repositories().tags(new RepositoryName(APP), null, 10))
                .containsExactly("1.0");
        assertThat(appliance.store().catalog().images(null, 10)).singleElement().satisfies(image -> {
            assertThat(image.name()).isEqualTo(APP + ":1.0");
            assertThat(image.platforms()).containsExactly("linux/amd64");
            assertThat(image.size()).isGreaterThan(manifest.size() + layer.length);
            assertThat(image.stream()).isEqualTo(STREAM);
            assertThat(image.sequence()).isEqualTo(1);
        });
    }

    @Test
    void givesContentOnlyToTheRepositoriesThatPublishedIt() throws Exception {
        byte[] layer = bytes("a layer");
        appliance.receive(bundle().image(APP, "1.0", layer).build());

        assertThat(appliance.blob("registry.example/other", Digest.sha256(layer)))
                .isEmpty();
        assertThat(appliance.blob(APP, Digest.sha256(bytes("never seen")))).isEmpty();
    }

    @Test
    void takesVolumesInAnyOrderAndPublishesWithTheLast() throws Exception {
        TestBundle bundle = threeVolumes().build();

        ImportStatus third = appliance.receive(bundle.stream(3));
        assertThat(third.state()).isEqualTo(ImportState.WAITING);
        assertThat(third.code()).isEqualTo("missing-volumes");
        assertThat(third.missingVolumes()).containsExactly(1, 2);
        assertThat(third.stagedVolumes()).isEqualTo(1);
        assertThat(third.heldBytes()).isPositive().isLessThan(third.totalBytes());
        assertThat(appliance.receive(bundle.stream(1)).missingVolumes()).containsExactly(2);
        assertThat(appliance.images()).isEmpty();
        assertThat(appliance.receive(bundle.stream(2)).state()).isEqualTo(ImportState.PUBLISHED);
        assertThat(appliance.images()).hasSize(3);
    }

    private static VolumeBuilder threeVolumes() {
        return bundle().image(APP, "1", bytes("layer one"))
                .nextVolume()
                .image(APP, "2", bytes("layer two"))
                .nextVolume()
                .image(APP, "3", bytes("layer three"));
    }

    @Test
    void takesVolumeAgainWithoutHarm() throws Exception {
        TestBundle bundle = threeVolumes().build();
        appliance.receive(bundle.stream(1));

        ImportStatus again = appliance.receive(bundle.stream(1));

        assertThat(again.missingVolumes()).containsExactly(2, 3);
    }

    @Test
    void goesOnAfterRestart() throws Exception {
        TestBundle bundle = threeVolumes().build();
        appliance.receive(bundle.stream(2));
        appliance.close();
        appliance = new TestAppliance(data);

        assertThat(appliance.imports().status(bundle.digest()).missingVolumes()).containsExactly(1, 3);
        appliance.receive(bundle.stream(1));
        assertThat(appliance.receive(bundle.stream(3)).state()).isEqualTo(ImportState.PUBLISHED);
    }

    @Test
    void saysAlreadyPublishedAndDoesNothing() throws Exception {
        TestBundle bundle = threeVolumes().build();
        appliance.receive(bundle);
        long records = appliance.store().journalRecords();

        ImportStatus again = appliance.receive(bundle.stream(2));

        assertThat(again.state()).isEqualTo(ImportState.PUBLISHED);
        assertThat(again.reason()).isEqualTo("is already published");
        assertThat(appliance.store().journalRecords()).isEqualTo(records);
    }

    @Test
    void takesStreamWithoutTheEntriesThatItHolds() throws Exception {
        byte[] shared = bytes("shared by both");
        appliance.receive(bundle().image(APP, "1", shared).build());
        TestBundle second = bundle().sequence(2)
                .previous(1, published())
                .image(APP, "2", shared, bytes("new"))
                .build();
        HostileVolume documents = second.open(1);
        documents.entries().removeIf(entry -> entry.name().startsWith("blobs/"));

        ImportStatus probed = appliance.receive(documents.stream());
        List<ListingEntry> wanted = appliance.imports().wanted(second.digest(), 1);

        assertThat(probed.state()).isEqualTo(ImportState.WAITING);
        assertThat(wanted).hasSize(3).extracting(ListingEntry::digest).doesNotContain(Digest.sha256(shared));
        HostileVolume filtered = second.open(1);
        filtered.entries()
                .removeIf(entry -> entry.name().endsWith(Digest.sha256(shared).hex()));
        assertThat(appliance.receive(filtered.stream()).state()).isEqualTo(ImportState.PUBLISHED);
    }

    private Digest published() throws Exception {
        return appliance.store().catalog().releases().get(0).statement();
    }

    @Test
    void waitsWhenStreamLeavesOutWhatItDoesNotHold() throws Exception {
        TestBundle bundle = bundle().image(APP, "1", bytes("layer")).build();
        HostileVolume filtered = bundle.open(1);
        filtered.entries()
                .removeIf(entry ->
                        entry.name().endsWith(Digest.sha256(bytes("layer")).hex()));

        ImportStatus status = appliance.receive(filtered.stream());

        assertThat(status.state()).isEqualTo(ImportState.WAITING);
        assertThat(status.missingVolumes()).containsExactly(1);
        assertThat(appliance.images()).isEmpty();
        assertThat(appliance.receive(bundle).state()).isEqualTo(ImportState.PUBLISHED);
    }

    @Test
    void replacesTheWholeTagSetAndKeepsOldContentReadableByDigest() throws Exception {
        appliance.receive(bundle().image(APP, "same", bytes("same"))
                .image(APP, "moves", bytes("old"))
                .image(APP, "goes", bytes("goes"))
                .build());
        Map<String, Digest> before = appliance.images();

        TestBundle second = bundle().sequence(2)
                .previous(1, published())
                .image(APP, "same", bytes("same"))
                .image(APP, "moves", bytes("new"))
                .image(APP, "comes", bytes("comes"))
                .build();
        appliance.imports().receive(second.stream(1), HOLD);
        List<TagChange> changes = appliance.imports().changes(second.digest());
        appliance.imports().publish(second.digest(), "test");

        Map<String, Digest> after = appliance.images();
        assertThat(after).containsOnlyKeys(APP + ":same", APP + ":moves", APP + ":comes");
        assertThat(after.get(APP + ":same")).isEqualTo(before.get(APP + ":same"));
        assertThat(after.get(APP + ":moves")).isNotEqualTo(before.get(APP + ":moves"));
        assertThat(appliance.manifest(APP, before.get(APP + ":goes"))).isPresent();
        assertThat(appliance.manifest(APP, before.get(APP + ":moves"))).isPresent();
        assertThat(changes)
                .containsExactly(
                        new TagChange(APP + ":comes", null, after.get(APP + ":comes")),
                        new TagChange(APP + ":goes", before.get(APP + ":goes"), null),
                        new TagChange(APP + ":moves", before.get(APP + ":moves"), after.get(APP + ":moves")));
    }

    @Test
    void holdsUntilItIsToldToPublish() throws Exception {
        TestBundle bundle = bundle().image(APP, "1", bytes("layer")).build();

        assertThat(appliance.imports().receive(bundle.stream(1), HOLD).state()).isEqualTo(ImportState.STAGED);
        assertThat(appliance.images()).isEmpty();
        assertThat(appliance.imports().publish(bundle.digest(), "somebody").state())
                .isEqualTo(ImportState.PUBLISHED);
        assertThat(appliance.store().catalog().releases().get(0).actor()).isEqualTo("somebody");
        assertThat(appliance.imports().publish(bundle.digest(), "somebody").state())
                .isEqualTo(ImportState.PUBLISHED);
    }

    @Test
    void discardsAnImportButNotTheBlobsOfOthers() throws Exception {
        byte[] published = bytes("published");
        byte[] held = bytes("held by another import");
        byte[] own = bytes("own");
        appliance.receive(bundle().image(APP, "1", published).build());
        TestBundle second = bundle().sequence(2)
                .previous(1, published())
                .image(APP, "2", published, held)
                .build();
        TestBundle third = bundle().sequence(3)
                .previous(1, published())
                .image(APP, "3", published, held, own)
                .build();
        appliance.imports().receive(second.stream(1), HOLD);
        appliance.imports().receive(third.stream(1), HOLD);

        appliance.imports().discard(third.digest());

        assertThat(appliance.holds(Digest.sha256(own))).isFalse();
        assertThat(appliance.holds(Digest.sha256(held))).isTrue();
        assertThat(appliance.holds(Digest.sha256(published))).isTrue();
        assertThatThrownBy(() -> appliance.imports().status(third.digest())).isInstanceOf(UnknownImportException.class);
        assertThat(appliance.imports().publish(second.digest(), "test").state()).isEqualTo(ImportState.PUBLISHED);
    }

    @Test
    void refusesToDiscardWhatIsPublished() throws Exception {
        TestBundle bundle = bundle().image(APP, "1", bytes("layer")).build();
        appliance.receive(bundle);

        assertThatThrownBy(() -> appliance.imports().discard(bundle.digest()))
                .isInstanceOf(PublishedImportException.class);
        assertThat(appliance.images()).hasSize(1);
    }

    @Test
    void leavesAReleaseWholeThatIsPublishedWhileSomebodyDiscardsIt() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        Digest previous = null;
        try {
            for (int sequence = 1; sequence <= 40; sequence++) {
                VolumeBuilder builder = bundle().sequence(sequence).image(APP, "1", bytes("layer " + sequence));
                TestBundle bundle = (previous == null ? builder : builder.previous(sequence - 1, previous)).build();
                appliance.imports().receive(bundle.stream(1), HOLD);
                Future<?> discarded = other.submit(() -> {
                    appliance.imports().discard(bundle.digest());
                    return null;
                });
                boolean published = publishes(bundle);
                boolean gone = ends(discarded);

                assertThat(gone).isEqualTo(!published);
                assertThat(appliance.store().files().holds(bundle.digest())).isEqualTo(published);
                if (!published) {
                    appliance.receive(bundle);
                }
                previous = bundle.digest();
            }
        } finally {
            other.shutdown();
        }
        appliance.store().rebuild();
        assertThat(appliance.images()).hasSize(1);
    }

    private boolean publishes(TestBundle bundle) throws Exception {
        try {
            return appliance.imports().publish(bundle.digest(), "test").state() == ImportState.PUBLISHED;
        } catch (SallyportException e) {
            return false;
        }
    }

    private static boolean ends(Future<?> future) throws Exception {
        try {
            future.get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(PublishedImportException.class);
            return false;
        }
    }

    @Test
    void publishesAcrossAGapAndSupersedesWhatIsOlder() throws Exception {
        TestBundle first = bundle().image(APP, "1", bytes("one")).build();
        TestBundle second = bundle().sequence(2)
                .previous(1, first.digest())
                .image(APP, "2", bytes("two"))
                .build();
        TestBundle fourth = bundle().sequence(4)
                .previous(3, Digest.sha256(bytes("never came")))
                .image(APP, "4", bytes("four"))
                .build();
        appliance.receive(first);
        appliance.imports().receive(second.stream(1), HOLD);

        assertThat(appliance.receive(fourth).state()).isEqualTo(ImportState.PUBLISHED);

        ImportStatus left = appliance.imports().status(second.digest());
        assertThat(left.state()).isEqualTo(ImportState.SUPERSEDED);
        assertThat(left.code()).isEqualTo("older-sequence");
        assertThatThrownBy(() -> appliance.imports().publish(second.digest(), "test"))
                .isInstanceOf(StreamPositionException.class);
        assertThat(appliance.images()).containsOnlyKeys(APP + ":4");
        assertThat(appliance.imports().list())
                .extracting(ImportStatus::state)
                .containsExactly(ImportState.PUBLISHED, ImportState.SUPERSEDED, ImportState.PUBLISHED);
    }

    @Test
    void showsReferrersWithTheirAnnotations() throws Exception {
        byte[] config = bytes("{\"os\":\"linux\",\"architecture\":\"arm64\"}");
        byte[] manifest = VolumeBuilder.manifest(config, bytes("layer"));
        byte[] empty = bytes("{}");
        byte[] referrer = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST
                + "\",\"artifactType\":\"application/spdx+json\",\"config\":{\"mediaType\":\"" + MediaTypes.OCI_EMPTY
                + "\",\"digest\":\"" + Digest.sha256(empty)
                + "\",\"size\":2},\"layers\":[],\"subject\":{\"mediaType\":\""
                + MediaTypes.OCI_MANIFEST + "\",\"digest\":\"" + Digest.sha256(manifest) + "\",\"size\":"
                + manifest.length + "},\"annotations\":{\"who\":\"we\"}}");
        appliance.receive(bundle().blob(manifest)
                .blob(referrer)
                .blob(config)
                .blob(empty)
                .blob(bytes("layer"))
                .tag(APP, "1", MediaTypes.OCI_MANIFEST, manifest)
                .referrer(APP, MediaTypes.OCI_MANIFEST, referrer)
                .build());

        RepositoryName name = new RepositoryName(APP);
        Digest subject = Digest.sha256(manifest);
        List<Descriptor> found = appliance.store().repositories().referrers(name, subject, null, null, 10);
        assertThat(found).singleElement().satisfies(descriptor -> {
            assertThat(descriptor.digest()).isEqualTo(Digest.sha256(referrer));
            assertThat(descriptor.artifactType()).isEqualTo("application/spdx+json");
            assertThat(descriptor.annotations()).containsEntry("who", "we");
        });
        assertThat(appliance.store().repositories().referrers(name, subject, "text/plain", null, 10))
                .isEmpty();
        assertThat(appliance.store().repositories().referrers(name, subject, null, Digest.sha256(referrer), 10))
                .isEmpty();
        assertThat(appliance.images()).containsOnlyKeys(APP + ":1");
    }

    @Test
    void pagesTagsInTheOrderOfTheirBytes() throws Exception {
        VolumeBuilder bundle = bundle();
        for (String tag : List.of("b", "B", "a", "_x", "10", "9", "a-b", "a.b")) {
            bundle.image(APP, tag, bytes(tag));
        }
        appliance.receive(bundle.build());

        RepositoryName name = new RepositoryName(APP);
        assertThat(appliance.store().repositories().tags(name, null, 4)).containsExactly("10", "9", "B", "_x");
        assertThat(appliance.store().repositories().tags(name, "_x", 9)).containsExactly("a", "a-b", "a.b", "b");
        assertThat(appliance.store().repositories().tags(name, "Z", 1)).containsExactly("_x");
    }

    @Test
    void takesBlobsUnderSha512() throws Exception {
        byte[] config = bytes("{\"os\":\"linux\",\"architecture\":\"amd64\"}");
        byte[] layer = bytes("under a longer digest");
        Digest digest = Digest.of(DigestAlgorithm.SHA512, layer);
        byte[] manifest = new String(VolumeBuilder.manifest(config, layer), UTF_8)
                .replace(Digest.sha256(layer).toString(), digest.toString())
                .getBytes(UTF_8);
        appliance.receive(bundle().blob(manifest)
                .blob(config)
                .blob(DigestAlgorithm.SHA512, layer)
                .tag(APP, "1", MediaTypes.OCI_MANIFEST, manifest)
                .build());

        assertThat(appliance.blob(APP, digest)).isPresent();
    }

    @Test
    void readsVolumesOfOneImportAndOtherImportsAtOnce() throws Exception {
        TestBundle other = new VolumeBuilder(KEY)
                .stream("factory-8")
                        .image("registry.example/other", "1", bytes("layer one"), new byte[1 << 20])
                        .build();
        appliance
                .store()
                .trust()
                .add(
                        KEY.verificationKey(),
                        "ACME",
                        new dev.sallyport.bundle.StreamName("factory-8"),
                        null,
                        null,
                        "test");
        TestBundle bundle = threeVolumes().build();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<ImportStatus>> answers = new ArrayList<>();
        try {
            for (int copy = 0; copy < 2; copy++) {
                for (int number = 1; number <= 3; number++) {
                    int volume = number;
                    answers.add(threads.submit(() -> appliance.receive(bundle.stream(volume))));
                }
                answers.add(threads.submit(() -> appliance.receive(other.stream(1))));
            }
            for (Future<ImportStatus> answer : answers) {
                answer.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(appliance.imports().status(bundle.digest()).state()).isEqualTo(ImportState.PUBLISHED);
        assertThat(appliance.imports().status(other.digest()).state()).isEqualTo(ImportState.PUBLISHED);
        assertThat(appliance.images()).hasSize(4);
        assertThat(appliance.store().content().uploads()).isEmpty();
    }
}
