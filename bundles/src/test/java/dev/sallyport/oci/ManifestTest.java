package dev.sallyport.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestTest {
    private static final String DIGEST = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String CONFIG = descriptor(MediaTypes.OCI_CONFIG, 3, "");
    private static final String LAYER = descriptor(MediaTypes.OCI_LAYER_GZIP, 4, "");

    private static String descriptor(String mediaType, long size, String more) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + DIGEST + "\",\"size\":" + size + more + "}";
    }

    private static Manifest parse(String mediaType, String json) throws MalformedJsonException {
        return Manifest.parse("the manifest", mediaType, json.getBytes(UTF_8));
    }

    private static void assertRefused(String mediaType, String json, String why) {
        assertThatThrownBy(() -> parse(mediaType, json))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_MANIFEST})
    void readsAnImage(String mediaType) throws MalformedJsonException {
        Manifest manifest = parse(
                mediaType,
                "{\"schemaVersion\":2,\"mediaType\":\"" + mediaType + "\",\"config\":" + CONFIG + ",\"layers\":["
                        + LAYER + "," + LAYER + "],\"annotations\":{\"a\":\"b\"},\"unknown\":[1]}");
        assertThat(manifest).isInstanceOf(ImageManifest.class);
        assertThat(manifest.mediaType()).isEqualTo(mediaType);
        assertThat(manifest.children()).extracting(Descriptor::size).containsExactly(3L, 4L, 4L);
        assertThat(manifest.annotations()).containsEntry("a", "b");
        assertThat(manifest.subjectDescriptor()).isEmpty();
        assertThat(manifest.effectiveArtifactType()).contains(MediaTypes.OCI_CONFIG);
    }

    @Test
    void readsAnArtifactWithASubjectAndNoLayers() throws MalformedJsonException {
        Manifest manifest = parse(
                MediaTypes.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"artifactType\":\"application/spdx+json\",\"config\":"
                        + descriptor(MediaTypes.OCI_EMPTY, 2, "") + ",\"layers\":[],\"subject\":"
                        + descriptor(MediaTypes.OCI_MANIFEST, 9, "") + "}");
        assertThat(manifest.effectiveArtifactType()).contains("application/spdx+json");
        assertThat(manifest.subjectDescriptor()).map(Descriptor::size).contains(9L);
        assertThat(manifest.children()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaTypes.OCI_INDEX, MediaTypes.DOCKER_LIST})
    void readsAnIndexOfImagesAndIndexes(String mediaType) throws MalformedJsonException {
        Manifest manifest = parse(
                mediaType,
                "{\"schemaVersion\":2,\"manifests\":["
                        + descriptor(
                                MediaTypes.OCI_MANIFEST,
                                5,
                                ",\"platform\":{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v7\"}")
                        + "," + descriptor(MediaTypes.OCI_INDEX, 6, ",\"platform\":{}") + "]}");
        assertThat(manifest).isInstanceOf(ImageIndex.class);
        assertThat(manifest.children()).extracting(Descriptor::platformText).containsExactly("linux/arm/v7", "-");
        assertThat(manifest.children())
                .extracting(child -> MediaTypes.isIndex(child.mediaType()))
                .containsExactly(false, true);
        assertThat(manifest.effectiveArtifactType()).isEmpty();
    }

    @Test
    void readsAnEmptyIndex() throws MalformedJsonException {
        assertThat(parse(MediaTypes.OCI_INDEX, "{\"schemaVersion\":2,\"manifests\":[]}")
                        .children())
                .isEmpty();
    }

    // CVE-2021-41190: what one reader takes for an index and another for an image.
    @Test
    void refusesWhatIsBothAnIndexAndAnImage() {
        String both = "{\"schemaVersion\":2,\"manifests\":[],\"config\":" + CONFIG + ",\"layers\":[]}";
        assertRefused(MediaTypes.OCI_MANIFEST, both, "both an index and an image manifest");
        assertRefused(MediaTypes.OCI_INDEX, both, "both an index and an image manifest");
        assertRefused(
                MediaTypes.OCI_INDEX,
                "{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}",
                "both an index and an image manifest");
    }

    @Test
    void refusesADocumentOfAnotherType() {
        String image = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"config\":" + CONFIG
                + ",\"layers\":[]}";
        assertRefused(MediaTypes.OCI_INDEX, image, "but it was given as");
        assertRefused(MediaTypes.DOCKER_MANIFEST, image, "but it was given as");
        assertRefused(
                MediaTypes.OCI_INDEX, image.replace(MediaTypes.OCI_MANIFEST, MediaTypes.OCI_INDEX), "'manifests'");
        assertRefused(MediaTypes.OCI_MANIFEST, "{\"schemaVersion\":2,\"manifests\":[]}", "'config' is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schemaVersion\":1,\"name\":\"a\",\"tag\":\"b\",\"fsLayers\":[{\"blobSum\":\"x\"}],\"history\":[]}",
                "{\"schemaVersion\":1,\"config\":{},\"layers\":[]}",
                "{\"schemaVersion\":3}",
                "{\"config\":{},\"layers\":[]}",
                "{\"schemaVersion\":\"2\"}",
                "{\"schemaVersion\":2.0}"
            })
    void refusesOtherSchemas(String json) {
        assertRefused(MediaTypes.OCI_MANIFEST, json, "schemaVersion");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.docker.distribution.manifest.v1+json",
                "application/vnd.docker.distribution.manifest.v1+prettyjws",
                "application/vnd.oci.artifact.manifest.v1+json",
                "application/json",
                ""
            })
    void refusesTypesThatAreNoManifests(String mediaType) {
        assertRefused(mediaType, "{\"schemaVersion\":2,\"blobs\":[]}", "no known manifest type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"schemaVersion\":2,\"config\":[],\"layers\":[]}|'config' is not an object",
                "{\"schemaVersion\":2,\"config\":null,\"layers\":[]}|'config' is missing",
                "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":{}}|'layers' is not an array",
                "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[null]}|'layers' has an element",
                "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[\"x\"]}|'layers' has an element",
                "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[{}]}|'digest' is missing",
                "{\"schemaVersion\":2,\"config\":CONFIG,\"subject\":7}|'subject' is not an object",
                "{\"schemaVersion\":2,\"config\":CONFIG,\"annotations\":{\"a\":1}}|'a' is not text",
                "{\"schemaVersion\":2,\"config\":CONFIG,\"artifactType\":{}}|'artifactType' is not text",
                "{\"schemaVersion\":2,\"mediaType\":7,\"config\":CONFIG}|'mediaType' is not text"
            })
    void refusesMembersOfOtherTypes(String json, String why) {
        assertRefused(MediaTypes.OCI_MANIFEST, json.replace("CONFIG", CONFIG), why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"size\":3|\"size\":-3|'size'",
                "\"size\":3|\"size\":3.5|'size'",
                "\"size\":3|\"size\":99999999999999999999|'size'",
                "\"size\":3|\"size\":null|'size' is missing",
                "sha256:ba|sha256:BA|'digest' is no digest",
                "sha256:ba|sha256:../../|'digest' is no digest",
                "sha256:ba|md5:ba|'digest' is no digest",
                "\"mediaType\"|\"media\"|'mediaType' is missing"
            })
    void refusesDescriptorsThatPointNowhere(String part, String other, String why) {
        assertRefused(
                MediaTypes.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"config\":" + CONFIG.replace(part, other) + ",\"layers\":[]}",
                why);
    }

    @Test
    void refusesAManifestOverItsLimit() {
        byte[] huge = new byte[Manifest.MAX_SIZE + 1];
        assertThatThrownBy(() -> Manifest.parse("the manifest", MediaTypes.OCI_MANIFEST, huge))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("more than the 8388608 allowed");
    }

    @Test
    void aDescriptorReadsWhatItWrites() throws MalformedJsonException {
        String json = descriptor(
                MediaTypes.OCI_MANIFEST,
                7,
                ",\"urls\":[\"https://example/x\"],\"platform\":{\"architecture\":\"amd64\",\"os\":\"linux\"},\"artifactType\":\"a/b\",\"annotations\":{\"x\":\"1\",\"y\":\"2\"}");
        Descriptor descriptor = Descriptor.read(StrictJson.parseObject("it", json.getBytes(UTF_8), 10_000));
        assertThat(JsonWriter.encodeToString(descriptor.toJson())).isEqualTo(json);
    }
}
