package dev.sallyport.appliance.registry.conformance;

import static dev.sallyport.appliance.registry.conformance.RegistryUnderTest.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sallyport.appliance.registry.conformance.ContentSet.Pushed;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.StrictJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of content through every request about it: pushed, listed, looked for, read, asked for referrers, deleted. One
 * repository takes all of them in turn, so that what one row deletes, tags among it, the next may push again.
 */
@Timeout(300)
final class ContentRowsTest {
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

    @TestFactory
    Stream<DynamicContainer> rows() {
        return Arrays.stream(ContentRow.values()).map(row -> {
            Row steps = new Row(row);
            return dynamicContainer(
                    row.name(),
                    Stream.of(
                            dynamicTest("blobs are pushed", steps::pushBlobs),
                            dynamicTest("manifests are pushed", steps::pushManifests),
                            dynamicTest("tags are pushed", steps::pushTags),
                            dynamicTest("tags are listed", steps::listTags),
                            dynamicTest("content is there", () -> steps.read("HEAD")),
                            dynamicTest("content is served", () -> steps.read("GET")),
                            dynamicTest("referrers are listed", steps::listReferrers),
                            dynamicTest("tags are deleted", steps::deleteTags),
                            dynamicTest("manifests are deleted", steps::deleteManifests),
                            dynamicTest("blobs are deleted", steps::deleteBlobs),
                            dynamicTest("nothing is left", steps::nothingIsLeft)));
        });
    }

    /** One kind of content; {@link Executable}s throw what they like. */
    private static final class Row {
        private final ContentRow row;
        private final ContentSet set;

        Row(ContentRow row) {
            this.row = row;
            this.set = ContentSet.of(row);
        }

        void pushBlobs() throws Exception {
            for (Map.Entry<Digest, byte[]> blob : set.blobs().entrySet()) {
                registry.push(REPOSITORY, blob.getKey(), blob.getValue());
            }
        }

        void pushManifests() throws Exception {
            for (Pushed manifest : set.manifests()) {
                String query = row.tagsInPut() ? "?tag=" + String.join("&tag=", manifest.tags()) : "";
                Answer answer = push(manifest, manifest.digest() + query);
                if (row.tagsInPut()) {
                    assertThat(answer.headers("OCI-Tag"))
                            .as(answer.toString())
                            .containsExactlyInAnyOrderElementsOf(manifest.tags());
                }
            }
        }

        void pushTags() throws Exception {
            if (row.tagsInPut()) {
                return;
            }
            for (Pushed manifest : set.manifests()) {
                for (String tag : manifest.tags()) {
                    push(manifest, tag);
                }
            }
        }

        private static Answer push(Pushed manifest, String reference) throws Exception {
            // Clients do not all say how long a manifest is.
            Answer pushed = registry.call("PUT", "/v2/" + REPOSITORY + "/manifests/" + reference)
                    .header("Content-Type", manifest.descriptor().mediaType())
                    .streamed(manifest.bytes())
                    .expect(201)
                    .with("Docker-Content-Digest", manifest.digest().toString());
            registry.call("GET", pushed.location())
                    .header("Accept", MediaTypes.OCI_INDEX)
                    .header("Accept", MediaTypes.OCI_MANIFEST)
                    .expect(200)
                    .with("Content-Type", manifest.descriptor().mediaType())
                    .withBody(manifest.bytes());
            Optional<JsonReader> subject = StrictJson.parseObject(
                            "a manifest", manifest.bytes(), manifest.bytes().length)
                    .optionalObject("subject");
            if (subject.isPresent()) {
                pushed.with("OCI-Subject", subject.get().text("digest"));
            }
            return pushed;
        }

        void listTags() throws Exception {
            List<String> tags = set.manifests().stream()
                    .flatMap(manifest -> manifest.tags().stream())
                    .sorted()
                    .toList();
            if (tags.isEmpty()) {
                return;
            }
            assertThat(tagsAfter("")).isEqualTo(tags);
            for (int i = 0; i < tags.size(); i++) {
                assertThat(tagsAfter("?last=" + tags.get(i))).isEqualTo(tags.subList(i + 1, tags.size()));
            }
        }

        private static List<String> tagsAfter(String query) throws Exception {
            return registry.call("GET", "/v2/" + REPOSITORY + "/tags/list" + query)
                    .expect(200)
                    .json()
                    .texts("tags");
        }

        void read(String method) throws Exception {
            for (Pushed manifest : set.manifests()) {
                List<String> references = new ArrayList<>(manifest.tags());
                references.add(manifest.digest().toString());
                for (String reference : references) {
                    registry.manifest(method, REPOSITORY, reference)
                            .expect(200)
                            .has(manifest.digest(), manifest.bytes().length)
                            .with("Content-Type", manifest.descriptor().mediaType())
                            .withBody(method.equals("HEAD") ? new byte[0] : manifest.bytes());
                }
            }
            for (Map.Entry<Digest, byte[]> blob : set.blobs().entrySet()) {
                registry.blob(method, REPOSITORY, blob.getKey())
                        .expect(200)
                        .has(blob.getKey(), blob.getValue().length)
                        .withBody(method.equals("HEAD") ? new byte[0] : blob.getValue());
            }
        }

        void listReferrers() throws Exception {
            for (Map.Entry<Digest, List<Descriptor>> found : set.referrers().entrySet()) {
                Answer all = referrers(found.getKey(), "");
                assertThat(all.headers("OCI-Filters-Applied")).isEmpty();
                assertThat(descriptors(all)).containsExactlyInAnyOrderElementsOf(found.getValue());
                for (String type : types(found.getValue())) {
                    Answer some = referrers(found.getKey(), "?artifactType=" + type.replace("+", "%2B"));
                    some.with("OCI-Filters-Applied", "artifactType");
                    assertThat(descriptors(some))
                            .containsExactlyInAnyOrderElementsOf(found.getValue().stream()
                                    .filter(referrer -> type.equals(referrer.artifactType()))
                                    .toList());
                }
            }
        }

        private static List<String> types(List<Descriptor> referrers) {
            return referrers.stream()
                    .flatMap(referrer -> Stream.ofNullable(referrer.artifactType()))
                    .distinct()
                    .toList();
        }

        private static Answer referrers(Digest subject, String query) throws Exception {
            return registry.call("GET", "/v2/" + REPOSITORY + "/referrers/" + subject + query)
                    .expect(200)
                    .with("Content-Type", MediaTypes.OCI_INDEX);
        }

        private static List<Descriptor> descriptors(Answer index) throws Exception {
            assertThat(index.json().text("mediaType")).isEqualTo(MediaTypes.OCI_INDEX);
            assertThat(index.json().size("schemaVersion")).isEqualTo(2);
            List<Descriptor> descriptors = new ArrayList<>();
            for (JsonReader manifest : index.json().objects("manifests")) {
                descriptors.add(Descriptor.read(manifest));
            }
            return descriptors;
        }

        void deleteTags() throws Exception {
            for (Pushed manifest : set.manifests()) {
                for (String tag : manifest.tags()) {
                    registry.manifest("DELETE", REPOSITORY, tag).expect(202);
                    registry.manifest("HEAD", REPOSITORY, tag).expect(404);
                    // Only the name is gone.
                    registry.manifest("HEAD", REPOSITORY, manifest.digest().toString())
                            .expect(200);
                }
            }
        }

        void deleteManifests() throws Exception {
            for (int i = set.manifests().size() - 1; i >= 0; i--) {
                String digest = set.manifests().get(i).digest().toString();
                registry.manifest("DELETE", REPOSITORY, digest).expect(202);
                registry.manifest("HEAD", REPOSITORY, digest).expect(404);
            }
        }

        void deleteBlobs() throws Exception {
            for (Digest digest : set.blobs().keySet()) {
                registry.deleteBlob(REPOSITORY, digest);
            }
        }

        void nothingIsLeft() throws Exception {
            for (Digest subject : set.referrers().keySet()) {
                assertThat(descriptors(referrers(subject, ""))).isEmpty();
            }
            registry.call("GET", "/v2/" + REPOSITORY + "/tags/list").expect(404);
        }
    }
}
