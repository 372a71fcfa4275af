package dev.sallyport.appliance.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalContentTest {
    private static final RepositoryName APP = new RepositoryName("team/app");
    private static final RepositoryName OTHER = new RepositoryName("team/other");
    private static final CollectionRule ALL =
            new CollectionRule(Instant.parse("2100-01-01T00:00:00Z"), false, digest -> false);

    @TempDir
    private Path data;

    private TestAppliance appliance;
    private LocalContent local;
    private int uploads;

    @BeforeEach
    void open() throws Exception {
        appliance = new TestAppliance(data);
        local = appliance.store().local();
    }

    @AfterEach
    void close() throws Exception {
        appliance.close();
    }

    private Descriptor hold(String mediaType, byte[] bytes) throws Exception {
        Descriptor descriptor = new Descriptor(mediaType, Digest.sha256(bytes), bytes.length);
        try (PartialBlob partial = appliance.store().content().upload(new UploadId("test-" + ++uploads))) {
            partial.write(0, new ByteArrayInputStream(bytes), bytes.length);
            partial.commit(descriptor);
        }
        return descriptor;
    }

    private Descriptor blob(RepositoryName repository, String text) throws Exception {
        Descriptor blob = hold(MediaTypes.OCI_LAYER_GZIP, text.getBytes(UTF_8));
        local.linkBlob(repository, blob.digest(), blob.size(), "test");
        return blob;
    }

    private Descriptor put(
            RepositoryName repository, String mediaType, String json, Set<Digest> required, String... tags)
            throws Exception {
        byte[] bytes = json.getBytes(UTF_8);
        Descriptor descriptor = hold(mediaType, bytes);
        local.putManifest(
                repository,
                descriptor,
                Manifest.parse("test", mediaType, bytes),
                required,
                Stream.of(tags).map(Tag::new).toList(),
                "test");
        return descriptor;
    }

    private Descriptor image(RepositoryName repository, List<Descriptor> layers, String subject, String... tags)
            throws Exception {
        Descriptor config = blob(repository, "{\"architecture\":\"amd64\",\"os\":\"linux\"}");
        StringBuilder json = new StringBuilder("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\","
                + "\"config\":" + json(config, MediaTypes.OCI_CONFIG) + ",\"layers\":[");
        for (int i = 0; i < layers.size(); i++) {
            json.append(i == 0 ? "" : ",").append(json(layers.get(i), MediaTypes.OCI_LAYER_GZIP));
        }
        return put(
                repository,
                MediaTypes.OCI_MANIFEST,
                json.append(']').append(subject).append('}').toString(),
                Set.of(),
                tags);
    }

    private static String json(Descriptor descriptor, String mediaType) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + descriptor.digest() + "\",\"size\":"
                + descriptor.size() + "}";
    }

    private Descriptor index(RepositoryName repository, Descriptor child, String... tags) throws Exception {
        return put(
                repository,
                MediaTypes.OCI_INDEX,
                "{\"schemaVersion\":2,\"manifests\":[" + json(child, MediaTypes.OCI_MANIFEST) + "]}",
                Set.of(),
                tags);
    }

    private List<Digest> unreferenced() throws Exception {
        return DatabaseRows.of(appliance.store()).get("unreferenced").stream()
                .map(row -> Digest.tryParse(row.split(" \\| ", -1)[1]).orElseThrow())
                .toList();
    }

    private void collectAll() throws Exception {
        for (RepositoryName repository : Set.of(APP, OTHER)) {
            LocalGarbage.Progress progress = LocalGarbage.Progress.START;
            while (!progress.done()) {
                progress = appliance.store().localGarbage().collect(repository, ALL, progress, "test");
            }
        }
    }

    @Test
    void aManifestThatIsPutAgainIsWrittenDownOnce() throws Exception {
        List<Descriptor> layers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            layers.add(blob(APP, "layer " + i));
        }
        Descriptor image = image(APP, layers, "", "1");
        Descriptor signature = image(APP, List.of(), ",\"subject\":" + json(image, MediaTypes.OCI_MANIFEST));
        long before = Files.size(appliance.store().folder().journal());
        appliance.at("2026-11-22T09:00:00Z");

        image(APP, layers, "", "2", "latest");
        image(APP, layers, "");

        // Two records beside those of the two configurations.
        assertThat(Files.size(appliance.store().folder().journal()) - before).isLessThan(3000);
        assertThat(appliance.manifest("team/app", "2")).isEqualTo(appliance.manifest("team/app", "1"));
        Map<String, List<String>> rows = DatabaseRows.of(appliance.store());
        assertThat(rows.get("tag_history")).hasSize(3);
        assertThat(rows.get("link"))
                .anyMatch(row -> row.contains(image.digest().toString()) && row.contains("2026-11-22"));
        appliance.store().rebuild();
        assertThat(DatabaseRows.of(appliance.store())).isEqualTo(rows);

        local.deleteManifest(APP, image.digest(), "test");
        image(APP, layers, "", "3");
        collectAll();
        assertThat(appliance.manifest("team/app", "3")).isPresent();
        assertThat(appliance.manifest("team/app", signature.digest())).isPresent();
        for (Descriptor layer : layers) {
            assertThat(appliance.blob("team/app", layer.digest())).isPresent();
        }
    }

    @Test
    void givesOutWhatWasPushedAfterARestartToo() throws Exception {
        Descriptor layer = blob(APP, "layer");
        Descriptor image = image(APP, List.of(layer), "", "1", "latest");
        appliance.close();
        open();
        assertThat(appliance.manifest("team/app", "latest").orElseThrow().digest())
                .isEqualTo(image.digest());
        assertThat(appliance.blob("team/app", layer.digest())).isPresent();
        assertThat(appliance.blob("team/other", layer.digest())).isEmpty();
        Image shown = appliance.store().catalog().images(null, 10).get(0);
        assertThat(shown.platforms()).containsExactly("linux/amd64");
        assertThat(shown.streamName()).isEmpty();
        assertThat(shown.size()).isGreaterThan(image.size());
    }

    @Test
    void refusesWhatIsNotHeldOrNotInTheRepository() throws Exception {
        Digest nowhere = Digest.sha256(new byte[1]);
        assertThatThrownBy(() -> local.linkBlob(APP, nowhere, 1, "test")).isInstanceOf(UnknownContentException.class);
        Descriptor elsewhere = blob(OTHER, "layer");
        assertThatThrownBy(() -> put(
                        APP,
                        MediaTypes.OCI_INDEX,
                        "{\"schemaVersion\":2,\"manifests\":[]}",
                        Set.of(elsewhere.digest()),
                        "1"))
                .isInstanceOf(UnknownContentException.class)
                .hasMessageContaining(elsewhere.digest().toString());
        assertThat(appliance.manifest("team/app", "1")).isEmpty();
        assertThat(local.exists(APP)).isFalse();
    }

    @Test
    void mountsOnlyFromARepositoryThatHasTheBlob() throws Exception {
        Descriptor layer = blob(OTHER, "layer");
        assertThat(local.mount(APP, layer.digest(), new RepositoryName("team/third"), "test"))
                .isEmpty();
        assertThat(appliance.blob("team/app", layer.digest())).isEmpty();
        assertThat(local.having(layer.digest(), 5)).containsExactly(OTHER);
        assertThat(local.mount(APP, layer.digest(), OTHER, "test")).contains(layer.size());
        assertThat(appliance.blob("team/app", layer.digest())).isPresent();
    }

    @Test
    void leavesRepositoriesOfStreamsAlone() throws Exception {
        SigningKey key = SigningKey.generate();
        appliance.trust(key);
        TestBundle bundle = new VolumeBuilder(key)
                .image("registry.example/app", "1", new byte[] {1})
                .build();
        appliance.receive(bundle);
        assertThatThrownBy(() -> local.deleteTag(new RepositoryName("registry.example/app"), new Tag("1"), "test"))
                .isInstanceOf(ClaimedRepositoryException.class)
                .hasMessageContaining("factory-7");
        assertThatThrownBy(() -> blob(new RepositoryName("quay.io/app"), "x"))
                .isInstanceOf(ClaimedRepositoryException.class);
        assertThatThrownBy(() -> blob(new RepositoryName("library/nginx"), "x"))
                .isInstanceOf(ClaimedRepositoryException.class);
        assertThat(appliance.manifest("registry.example/app", "1")).isPresent();
    }

    @Test
    void findsWhatADeletedImageLeavesAndNothingThatIsStillNeeded() throws Exception {
        Descriptor shared = blob(APP, "shared");
        Descriptor own = blob(APP, "own");
        Descriptor kept = image(APP, List.of(shared), "", "kept");
        Descriptor gone = image(APP, List.of(shared, own), "", "gone");
        Descriptor index = index(APP, gone, "index");
        assertThat(unreferenced()).isEmpty();
        assertThat(local.deleteManifest(APP, index.digest(), "test")).isTrue();
        // It still has a tag.
        assertThat(unreferenced()).isEmpty();
        assertThat(local.deleteTag(APP, new Tag("gone"), "test")).isTrue();
        assertThat(local.deleteManifest(APP, gone.digest(), "test")).isTrue();
        assertThat(unreferenced()).containsExactly(own.digest());
        collectAll();
        assertThat(appliance.blob("team/app", own.digest())).isEmpty();
        assertThat(appliance.blob("team/app", shared.digest())).isPresent();
        assertThat(appliance.manifest("team/app", "kept").orElseThrow().digest())
                .isEqualTo(kept.digest());
    }

    @Test
    void takesUntaggedChildrenAndReferrersAlongWithADeletedIndex() throws Exception {
        Descriptor child = image(APP, List.of(blob(APP, "layer")), "");
        Descriptor index = index(APP, child, "1");
        Descriptor signature =
                image(APP, List.of(blob(APP, "signature")), ",\"subject\":" + json(index, MediaTypes.OCI_INDEX));
        assertThat(unreferenced()).isEmpty();
        local.deleteManifest(APP, index.digest(), "test");
        assertThat(unreferenced()).containsExactlyInAnyOrder(child.digest(), signature.digest());
        collectAll();
        assertThat(local.exists(APP)).isFalse();
        assertThat(appliance.store().repositories().names(null, 10)).isEmpty();
    }

    @Test
    void keepsAnUntaggedManifestThatWasPushedByItself() throws Exception {
        Descriptor image = image(APP, List.of(), "", "moves");
        Descriptor next = image(APP, List.of(blob(APP, "layer")), "", "moves");
        assertThat(unreferenced()).isEmpty();
        assertThat(appliance.manifest("team/app", image.digest())).isPresent();
        assertThat(appliance.manifest("team/app", "moves").orElseThrow().digest())
                .isEqualTo(next.digest());
    }

    @Test
    void doesNotCollectWhatWasReferredToAgain() throws Exception {
        Descriptor layer = blob(APP, "layer");
        assertThat(unreferenced()).containsExactly(layer.digest());
        image(APP, List.of(layer), "", "1");
        collectAll();
        assertThat(appliance.blob("team/app", layer.digest())).isPresent();
    }

    @Test
    void aRebuiltDatabaseIsTheSameAlsoOnceContentIsGone() throws Exception {
        Descriptor gone = image(APP, List.of(blob(APP, "a"), blob(APP, "b")), "", "1");
        image(OTHER, List.of(blob(OTHER, "a")), "", "1", "2");
        local.deleteManifest(APP, gone.digest(), "test");
        local.deleteTag(OTHER, new Tag("2"), "test");
        collectAll();
        appliance.store().content().remove(gone.digest());
        Map<String, List<String>> rows = DatabaseRows.of(appliance.store());
        appliance.close();
        Files.delete(data.resolve("database/meta.mv.db"));
        open();
        assertThat(DatabaseRows.of(appliance.store())).isEqualTo(rows);
        assertThat(appliance.manifest("team/other", "1")).isPresent();
    }
}
