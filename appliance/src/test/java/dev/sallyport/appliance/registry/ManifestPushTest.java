package dev.sallyport.appliance.registry;

import static dev.sallyport.appliance.registry.PushFixture.bytes;
import static dev.sallyport.appliance.registry.PushFixture.descriptor;
import static dev.sallyport.appliance.registry.PushFixture.manifestText;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.PushFixture.Options;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.appliance.uploads.ManifestRules;
import dev.sallyport.appliance.uploads.PushSpace;
import dev.sallyport.appliance.uploads.UploadLimits;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the protocol by which manifests come in. */
@Timeout(120)
final class ManifestPushTest {
    private static final String MANIFESTS = "/v2/team/app/manifests/";
    private static final String TYPE = "Content-Type: " + MediaTypes.OCI_MANIFEST;
    private static final byte[] CONFIG = bytes("{}");
    private static final byte[] LAYER = bytes("a layer");

    @TempDir
    private Path folder;

    private PushFixture registry;
    private byte[] manifest;

    @BeforeEach
    void start() throws Exception {
        registry = new PushFixture(folder);
        registry.blob("team/app", CONFIG);
        registry.blob("team/app", LAYER);
        manifest = bytes(manifestText(CONFIG, LAYER, ""));
    }

    @AfterEach
    void stop() throws Exception {
        registry.close();
    }

    private Answer put(String reference, byte[] content, String... headers) throws Exception {
        return registry.stream("PUT", MANIFESTS + reference, content, headers);
    }

    private static void assertError(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text()).startsWith("{\"errors\":[{\"code\":\"" + code + "\"");
    }

    @ParameterizedTest
    @EnumSource
    void digestIsServedAsItWasPushed(DigestAlgorithm algorithm) throws Exception {
        Digest digest = Digest.of(algorithm, manifest);
        Answer pushed = put(digest + "?tag=v1", manifest, TYPE);
        assertThat(pushed.status()).as(pushed.text()).isEqualTo(201);
        assertThat(pushed.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(pushed.header("Location")).isEqualTo(MANIFESTS + digest);
        assertThat(pushed.header("OCI-Subject")).isNull();
        assertThat(pushed.header("Warning")).isNull();
        for (String reference : new String[] {"v1", digest.toString()}) {
            Answer got = registry.get(MANIFESTS + reference);
            assertThat(got.body()).isEqualTo(manifest);
            assertThat(got.header("Content-Type")).isEqualTo(MediaTypes.OCI_MANIFEST);
            assertThat(got.header("Docker-Content-Digest")).isEqualTo(digest.toString());
            assertThat(registry.head(MANIFESTS + reference).header("Content-Length"))
                    .isEqualTo(Integer.toString(manifest.length));
        }
    }

    @Test
    void tagNamesWhatWasPushedLast() throws Exception {
        assertThat(put("v1", manifest, TYPE).status()).isEqualTo(201);
        byte[] other = bytes(manifestText(CONFIG, LAYER, ",\"annotations\":{\"a\":\"b\"}"));
        assertThat(put("v1", other, TYPE).status()).isEqualTo(201);
        assertThat(registry.get(MANIFESTS + "v1").body()).isEqualTo(other);
        assertThat(registry.get(MANIFESTS + Digest.sha256(manifest)).body()).isEqualTo(manifest);
    }

    @Test
    void oneRequestSetsManyTags() throws Exception {
        String tags = IntStream.range(0, 25).mapToObj(i -> "tag=t" + i).collect(Collectors.joining("&"));
        Answer answer = put(Digest.sha256(manifest) + "?" + tags, manifest, TYPE);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("OCI-Tag"))
                .isEqualTo(IntStream.range(0, 25).mapToObj(i -> "t" + i).collect(Collectors.joining(", ")));
        for (int i = 0; i < 25; i++) {
            assertThat(registry.get(MANIFESTS + "t" + i).body()).isEqualTo(manifest);
        }
        assertError(put(Digest.sha256(manifest) + "?tag=ok&tag=.not", manifest, TYPE), 400, "TAG_INVALID");
        assertThat(registry.get(MANIFESTS + "ok").status()).isEqualTo(404);
    }

    @Test
    void subjectNeedNotBeHere() throws Exception {
        byte[] subject = bytes("never pushed");
        byte[] referrer =
                bytes(manifestText(CONFIG, LAYER, ",\"subject\":" + descriptor(MediaTypes.OCI_MANIFEST, subject)));
        Answer answer = put("v1", referrer, TYPE);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("OCI-Subject"))
                .isEqualTo(Digest.sha256(subject).toString());
        assertThat(registry.get("/v2/team/app/referrers/" + Digest.sha256(subject))
                        .text())
                .contains(Digest.sha256(referrer).toString());
    }

    @ParameterizedTest
    @CsvSource({"sha256, 64", "sha512, 128"})
    void bytesOfAnotherDigestAreRefused(String algorithm, int length) throws Exception {
        String digest = algorithm + ":" + "0".repeat(length);
        assertError(put(digest, manifest, TYPE), 400, "DIGEST_INVALID");
        assertThat(registry.get(MANIFESTS + digest).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "sha256:baddigeststring, DIGEST_INVALID",
        "sha256:, DIGEST_INVALID",
        "md5:d41d8cd98f00b204e9800998ecf8427e, DIGEST_INVALID",
        "-tag, TAG_INVALID",
        "a%20b, TAG_INVALID",
        "a%2fb, TAG_INVALID",
        "%2e%2e, TAG_INVALID",
    })
    void referenceMustBeOne(String reference, String code) throws Exception {
        assertError(put(reference, manifest, TYPE), 400, code);
    }

    @Test
    void tagsAndNamesMayBeAsLongAsTheyMay() throws Exception {
        assertThat(put("t".repeat(128), manifest, TYPE).status()).isEqualTo(201);
        assertError(put("t".repeat(129), manifest, TYPE), 400, "TAG_INVALID");
        // With the registry host that names without one are looked for under.
        String longest = "a/" + "b".repeat(255 - "docker.io/a/".length());
        assertThat(registry.begin(longest)).contains(longest);
        Answer tooLong = registry.send("POST", "/v2/" + longest + "b/blobs/uploads/", new byte[0]);
        assertError(tooLong, 400, "NAME_INVALID");
    }

    /** Without a type the document says what it is; a parameter is no part of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-No: type",
                "Content-Type: application/json",
                "Content-Type: application/vnd.oci.image.manifest.v1+json; charset=utf-8"
            })
    void typeIsFoundOut(String header) throws Exception {
        assertThat(put("v1", manifest, header).status()).isEqualTo(201);
        assertThat(registry.get(MANIFESTS + "v1").header("Content-Type")).isEqualTo(MediaTypes.OCI_MANIFEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/vnd.oci.image.index.v1+json | as it is",
                "application/vnd.docker.distribution.manifest.v2+json | as it is",
                "application/vnd.docker.distribution.manifest.v1+prettyjws | as it is",
                "text/html | as it is",
                "application/vnd.oci.image.manifest.v1+json | ",
                "application/vnd.oci.image.manifest.v1+json | []",
                "application/vnd.oci.image.manifest.v1+json | {\"schemaVersion\":1}",
                "application/vnd.oci.image.manifest.v1+json | {\"schemaVersion\":2}",
                "application/vnd.oci.image.manifest.v1+json | {\"schemaVersion\":2,\"schemaVersion\":2}",
                "application/vnd.oci.image.manifest.v1+json | {\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}",
                "application/vnd.oci.image.index.v1+json | {\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}",
                "application/vnd.oci.image.index.v1+json | {\"schemaVersion\":2,\"manifests\":[],\"config\":{}}",
                "application/vnd.oci.image.index.v1+json | {\"schemaVersion\":2,\"manifests\":[]} x",
            })
    void whatCouldBeTakenForSomethingElseIsRefused(String type, String text) throws Exception {
        byte[] content = text == null ? new byte[0] : text.equals("as it is") ? manifest : bytes(text);
        assertError(put("v1", content, "Content-Type: " + type), 400, "MANIFEST_INVALID");
        assertThat(registry.get(MANIFESTS + "v1").status()).isEqualTo(404);
    }

    @Test
    void deepJsonIsRefused() throws Exception {
        String deep = "{\"schemaVersion\":2,\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertError(put("v1", bytes(deep), TYPE), 400, "MANIFEST_INVALID");
    }

    @Test
    void largeManifestIsTakenAndLargerOneIsNot() throws Exception {
        String filler = ",\"annotations\":{\"a\":\"" + "x".repeat(4 << 20) + "\"}";
        byte[] large = bytes(manifestText(CONFIG, LAYER, filler));
        assertThat(put("large", large, TYPE).status()).isEqualTo(201);
        assertThat(registry.get(MANIFESTS + "large").body()).isEqualTo(large);
        byte[] larger = new byte[Manifest.MAX_SIZE + 1];
        assertError(put("larger", larger, TYPE), 413, "SIZE_INVALID");
    }

    @Test
    void imageOfWhichNothingIsHereIsRefused() throws Exception {
        byte[] missing = bytes("missing");
        Answer withoutConfig = put("v1", bytes(manifestText(missing, LAYER, "")), TYPE);
        assertError(withoutConfig, 404, "MANIFEST_BLOB_UNKNOWN");
        assertThat(withoutConfig.text()).contains(Digest.sha256(missing).toString());
        assertError(put("v1", bytes(manifestText(CONFIG, missing, "")), TYPE), 404, "MANIFEST_BLOB_UNKNOWN");
    }

    /** Content that another repository gives out is not here. */
    @Test
    void imageOfAnotherRepositorysContentIsRefused() throws Exception {
        Answer answer = registry.send("PUT", "/v2/team/other/manifests/v1", manifest, TYPE);
        assertError(answer, 404, "MANIFEST_BLOB_UNKNOWN");
    }

    /** What {@code serve --require-complete} asks for. */
    @Test
    void sparseImageAndIndexAreRefusedWhereManifestsMustBeComplete(@TempDir Path strict) throws Exception {
        Options options =
                new Options(RegistrySettings.DEFAULT, new ManifestRules(false), PushSpace.NONE, UploadLimits.DEFAULT);
        try (PushFixture complete = new PushFixture(strict, options)) {
            byte[] image = complete.imageManifest("team/app", "whole");
            String layers = "\"layers\":[" + descriptor(MediaTypes.OCI_LAYER_GZIP, bytes("missing")) + ",";
            byte[] sparse = bytes(new String(image, StandardCharsets.UTF_8).replace("\"layers\":[", layers));
            Answer refused = complete.send("PUT", "/v2/team/app/manifests/1", sparse, TYPE);
            assertError(refused, 404, "MANIFEST_BLOB_UNKNOWN");
            assertThat(refused.text()).contains(Digest.sha256(bytes("missing")).toString());
            assertThat(complete.send("PUT", "/v2/team/app/manifests/1", image, TYPE)
                            .status())
                    .isEqualTo(201);
            for (byte[] child : new byte[][] {sparse, image}) {
                byte[] index = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX
                        + "\",\"manifests\":[" + descriptor(MediaTypes.OCI_MANIFEST, child) + "]}");
                assertThat(complete.send(
                                        "PUT",
                                        "/v2/team/app/manifests/2",
                                        index,
                                        "Content-Type: " + MediaTypes.OCI_INDEX)
                                .status())
                        .isEqualTo(child == image ? 201 : 404);
            }
        }
    }

    @Test
    void sparseImageAndIndexAreTakenWithWarning() throws Exception {
        String layers = "\"layers\":[" + descriptor(MediaTypes.OCI_LAYER_GZIP, bytes("missing")) + ",";
        byte[] sparse = bytes(manifestText(CONFIG, LAYER, "").replace("\"layers\":[", layers));
        Answer image = put("sparse", sparse, TYPE);
        assertThat(image.status()).isEqualTo(201);
        assertThat(image.header("Warning")).startsWith("299 - \"1 of ").endsWith("\"");
        byte[] index = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":["
                + descriptor(MediaTypes.OCI_MANIFEST, bytes("missing too")) + "]}");
        Answer indexed = put("index", index, "Content-Type: " + MediaTypes.OCI_INDEX);
        assertThat(indexed.status()).isEqualTo(201);
        assertThat(indexed.header("Warning"))
                .contains(Digest.sha256(bytes("missing too")).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
            })
    void foreignLayersNeedNotBeHere(String type) throws Exception {
        byte[] windows = bytes(manifestText(CONFIG, bytes("elsewhere"), "").replace(MediaTypes.OCI_LAYER_GZIP, type));
        Answer answer = put("v1", windows, TYPE);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.header("Warning")).isNull();
    }

    /** One whose type is longer than a column of the database. */
    @Test
    void absurdArtifactTypeIsRefused() throws Exception {
        byte[] absurd = bytes(manifestText(CONFIG, LAYER, ",\"artifactType\":\"a/" + "b".repeat(300) + "\""));
        assertError(put("v1", absurd, TYPE), 400, "MANIFEST_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker.io/library/nginx", "library/nginx", "quay.example_8443/a"})
    void namesThatAreKeptForBundlesAreNotPushedTo(String name) throws Exception {
        assertError(registry.send("PUT", "/v2/" + name + "/manifests/v1", manifest, TYPE), 403, "DENIED");
        assertError(registry.send("POST", "/v2/" + name + "/blobs/uploads/", new byte[0]), 403, "DENIED");
    }
}
