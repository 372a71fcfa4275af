package dev.sallyport.appliance.registry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.conformance.ContentSet.Pushed;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Referrers that clients listed themselves, under the tag that stands for a subject where the API is missing. */
@Timeout(120)
final class ReferrerRowsTest {
    private static final String TYPE = "application/vnd.example.first.v1";

    @TempDir
    private static Path folder;

    private static RegistryUnderTest registry;

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryUnderTest.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
    }

    private static void pushAll(String repository, ContentSet set) throws Exception {
        for (var blob : set.blobs().entrySet()) {
            registry.push(repository, blob.getKey(), blob.getValue());
        }
        for (Pushed manifest : set.manifests()) {
            put(repository, manifest.digest().toString(), manifest.descriptor().mediaType(), manifest.bytes());
        }
    }

    private static void put(String repository, String reference, String mediaType, byte[] bytes) throws Exception {
        registry.call("PUT", "/v2/" + repository + "/manifests/" + reference)
                .header("Content-Type", mediaType)
                .body(bytes)
                .expect(201);
    }

    private static List<Descriptor> referrers(String repository, Digest subject, String query) throws Exception {
        List<Descriptor> found = new ArrayList<>();
        for (JsonReader manifest : registry.call("GET", "/v2/" + repository + "/referrers/" + subject + query)
                .expect(200)
                .json()
                .objects("manifests")) {
            found.add(Descriptor.read(manifest));
        }
        return found;
    }

    private static String fallbackTag(Digest subject) {
        return subject.algorithm().prefix() + '-' + subject.hex().substring(0, 64);
    }

    /** Each once, whether a subject or the index tells of it; what is not there is not told of. */
    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void whatClientsListedUnderTheFallbackTagIsMerged(DigestAlgorithm algorithm) throws Exception {
        String repository = "conformance/fallback-" + algorithm.prefix();
        ContentSet set = ContentSet.of(ContentRow.REFERRERS);
        pushAll(repository, set);
        Pushed known = set.manifests().get(1);
        ContentSet unlinkedSet = ContentSet.of(ContentRow.ARTIFACT);
        pushAll(repository, unlinkedSet);
        Descriptor unlinked = referrer(unlinkedSet.manifests().get(0));
        Digest subject = algorithm == DigestAlgorithm.SHA256
                ? set.referrers().keySet().iterator().next()
                : Digest.of(algorithm, known.bytes());
        List<Descriptor> bySubject = set.referrers().getOrDefault(subject, List.of());
        byte[] index = new JsonWriter()
                .put("schemaVersion", 2)
                .put("mediaType", MediaTypes.OCI_INDEX)
                .putAll(
                        "manifests",
                        List.of(known.descriptor(), unlinked, set.missing(MediaTypes.OCI_MANIFEST, List.of())),
                        Descriptor::toJson)
                .toBytes();
        put(repository, fallbackTag(subject), MediaTypes.OCI_INDEX, index);
        List<Descriptor> all = new ArrayList<>(bySubject);
        all.add(unlinked);
        if (bySubject.isEmpty()) {
            all.add(referrer(known));
        }
        assertThat(referrers(repository, subject, "")).containsExactlyInAnyOrderElementsOf(all);
        assertThat(referrers(repository, subject, "?artifactType=" + TYPE))
                .containsExactlyInAnyOrderElementsOf(all.stream()
                        .filter(referrer -> TYPE.equals(referrer.artifactType()))
                        .toList());
        registry.manifest("DELETE", repository, fallbackTag(subject)).expect(202);
        assertThat(referrers(repository, subject, "")).containsExactlyInAnyOrderElementsOf(bySubject);
    }

    private static Descriptor referrer(Pushed manifest) throws Exception {
        Manifest read = Manifest.parse("a manifest", manifest.descriptor().mediaType(), manifest.bytes());
        return new Descriptor(
                read.mediaType(),
                manifest.digest(),
                manifest.bytes().length,
                null,
                read.effectiveArtifactType().orElse(null),
                read.annotations(),
                List.of());
    }

    @Test
    void referrersAreOfTheirRepositoryAlone() throws Exception {
        ContentSet set = ContentSet.of(ContentRow.REFERRER_OF_NOTHING);
        pushAll("conformance/referring", set);
        Digest subject = set.referrers().keySet().iterator().next();
        assertThat(referrers("conformance/referring", subject, "")).hasSize(1);
        pushAll("conformance/unrelated", ContentSet.of(ContentRow.IMAGE));
        assertThat(referrers("conformance/unrelated", subject, "")).isEmpty();
    }

    /** A type that nobody refers with is asked for like any other. */
    @Test
    void filterWithoutAnyMatchGivesAnEmptyIndex() throws Exception {
        ContentSet set = ContentSet.of(ContentRow.REFERRERS);
        pushAll("conformance/filtered", set);
        Digest subject = set.referrers().keySet().iterator().next();
        registry.call("GET", "/v2/conformance/filtered/referrers/" + subject + "?artifactType=application/x-none")
                .expect(200)
                .with("OCI-Filters-Applied", "artifactType");
        assertThat(referrers("conformance/filtered", subject, "?artifactType=application/x-none"))
                .isEmpty();
    }
}
