package dev.sallyport.appliance.registry.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.conformance.ContentSet.Pushed;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MediaTypes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
        return subject.toString().replace(':', '-');
    }

    @Test
    void whatClientsListedUnderTheFallbackTagIsMerged() throws Exception {
        String repository = "conformance/fallback";
        ContentSet set = ContentSet.of(ContentRow.REFERRERS);
        pushAll(repository, set);
        Map.Entry<Digest, List<Descriptor>> known =
                set.referrers().entrySet().iterator().next();
        Descriptor unlinked = new Descriptor(
                MediaTypes.OCI_MANIFEST,
                Digest.sha256("a signature".getBytes(UTF_8)),
                11,
                null,
                TYPE,
                Map.of("org.example.of", "a client without the API"),
                List.of());
        List<Descriptor> listed = List.of(known.getValue().get(0), unlinked);
        byte[] index = new JsonWriter()
                .put("schemaVersion", 2)
                .put("mediaType", MediaTypes.OCI_INDEX)
                .putAll("manifests", listed, Descriptor::toJson)
                .toBytes();
        put(repository, fallbackTag(known.getKey()), MediaTypes.OCI_INDEX, index);
        List<Descriptor> all = new ArrayList<>(known.getValue());
        all.add(unlinked);
        assertThat(referrers(repository, known.getKey(), "")).containsExactlyInAnyOrderElementsOf(all);
        assertThat(referrers(repository, known.getKey(), "?artifactType=" + TYPE))
                .containsExactlyInAnyOrderElementsOf(all.stream()
                        .filter(referrer -> TYPE.equals(referrer.artifactType()))
                        .toList());
        registry.manifest("DELETE", repository, fallbackTag(known.getKey())).expect(202);
        assertThat(referrers(repository, known.getKey(), "")).containsExactlyInAnyOrderElementsOf(known.getValue());
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
