package dev.sallyport.appliance.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class BlobServingTest {
    private static final String REPOSITORY = "docker.io/library/app";
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private RegistryFixture registry;

    @BeforeEach
    void start() throws Exception {
        registry = new RegistryFixture(folder);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 20 * MIB + 7})
    void sendsExactBytesAndClosesTheFile(int size) throws Exception {
        byte[] content = content(size);
        String path = path(registry.published.blob(REPOSITORY, content));
        try (RawConnection connection = registry.connect()) {
            Answer answer = connection.get(path).answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(size));
            assertThat(answer.header("Transfer-Encoding")).isNull();
            assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
            assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
            assertThat(answer.header("Docker-Content-Digest"))
                    .isEqualTo(Digest.sha256(content).toString());
            assertThat(answer.header("Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
            assertThat(Arrays.equals(answer.body(), content)).isTrue();
            assertThat(connection.get("/v2/").answer().status()).isEqualTo(200);
        }
        registry.published.awaitAllClosed();
        assertThat(registry.published.opened()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9 * MIB})
    void sendsBlobWithoutFile(int size) throws Exception {
        registry.published.hideFiles();
        byte[] content = content(size);
        String path = path(registry.published.blob(REPOSITORY, content));
        try (RawConnection connection = registry.connect()) {
            Answer answer = connection.get(path).answer();
            assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(size));
            assertThat(Arrays.equals(answer.body(), content)).isTrue();
            assertThat(connection.get("/v2/").answer().status()).isEqualTo(200);
        }
        registry.published.awaitAllClosed();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsRangeAcrossSlices(boolean fromFile) throws Exception {
        if (!fromFile) {
            registry.published.hideFiles();
        }
        byte[] content = content(20 * MIB);
        String path = path(registry.published.blob(REPOSITORY, content));
        int from = 3 * MIB + 5;
        try (RawConnection connection = registry.connect()) {
            Answer answer = connection.get(path, "Range: bytes=" + from + "-").answer();
            assertThat(answer.status()).isEqualTo(206);
            assertThat(answer.header("Content-Range"))
                    .isEqualTo("bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            assertThat(Arrays.equals(answer.body(), Arrays.copyOfRange(content, from, content.length)))
                    .isTrue();
        }
        registry.published.awaitAllClosed();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-99, 0, 100",
        "bytes=100-, 100, 2048",
        "bytes=-500, 1548, 2048",
        "bytes=2000-5000, 2000, 2048",
    })
    void sendsOneRange(String range, int from, int to) throws Exception {
        byte[] content = content(2048);
        String path = path(registry.published.blob(REPOSITORY, content));
        try (RawConnection connection = registry.connect()) {
            Answer answer = connection.get(path, "Range: " + range).answer();
            assertThat(answer.status()).isEqualTo(206);
            assertThat(answer.header("Content-Range")).isEqualTo("bytes " + from + "-" + (to - 1) + "/2048");
            assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(to - from));
            assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(content, from, to));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "bytes=x-y", "pages=1-2"})
    void sendsEverythingForRangesItDoesNotServe(String range) throws Exception {
        String path = path(registry.published.blob(REPOSITORY, content(2048)));
        try (RawConnection connection = registry.connect()) {
            Answer answer = connection.get(path, "Range: " + range).answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).hasSize(2048);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=500-0", "bytes=2048-", "bytes=-0"})
    void refusesRangeOutside(String range) throws Exception {
        String path = path(registry.published.blob(REPOSITORY, content(2048)));
        try (RawConnection connection = registry.connect()) {
            Answer answer = connection.get(path, "Range: " + range).answer();
            assertThat(answer.status()).isEqualTo(416);
            assertThat(answer.header("Content-Range")).isEqualTo("bytes */2048");
            assertThat(answer.text()).startsWith("{\"errors\":[{\"code\":\"RANGE_INVALID\"");
            assertThat(connection.get(path).answer().status()).isEqualTo(200);
        }
        registry.published.awaitAllClosed();
    }

    @Test
    void rangeOfOtherContentIsIgnored() throws Exception {
        String path = path(registry.published.blob(REPOSITORY, content(2048)));
        try (RawConnection connection = registry.connect()) {
            String tag = connection.get(path).answer().header("ETag");
            assertThat(connection
                            .get(path, "Range: bytes=0-9", "If-Range: " + tag)
                            .answer()
                            .status())
                    .isEqualTo(206);
            assertThat(connection
                            .get(path, "Range: bytes=0-9", "If-Range: \"other\"")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void headSendsLengthAndOpensNothing() throws Exception {
        Descriptor blob = registry.published.blob(REPOSITORY, content(2048));
        try (RawConnection connection = registry.connect()) {
            for (int i = 0; i < 3; i++) {
                Answer answer = connection
                        .request("HEAD", path(blob), "Range: bytes=0-1")
                        .head();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("Content-Length")).isEqualTo("2048");
                assertThat(answer.header("Connection")).isNull();
                assertThat(answer.header("Docker-Content-Digest"))
                        .isEqualTo(blob.digest().toString());
            }
            assertThat(connection.get("/v2/").answer().status()).isEqualTo(200);
        }
        assertThat(registry.published.opened()).isZero();
    }

    @Test
    void clientThatHoldsTheContentGetsNone() throws Exception {
        String path = path(registry.published.blob(REPOSITORY, content(2048)));
        try (RawConnection connection = registry.connect()) {
            String tag = connection.get(path).answer().header("ETag");
            for (String held : new String[] {tag, "W/" + tag, "\"other\", " + tag, "*"}) {
                Answer answer = connection.get(path, "If-None-Match: " + held).answer();
                assertThat(answer.status()).isEqualTo(304);
                assertThat(answer.header("ETag")).isEqualTo(tag);
                assertThat(answer.body()).isEmpty();
            }
            assertThat(connection.get(path, "If-None-Match: \"other\"").answer().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void neverCompresses() throws Exception {
        String path = path(registry.published.blob(REPOSITORY, new byte[MIB]));
        Descriptor manifest = registry.published.manifest(
                REPOSITORY,
                "application/vnd.oci.image.manifest.v1+json",
                "{\"annotations\":{\"a\":\"" + "a".repeat(5000) + "\"}}");
        try (RawConnection connection = registry.connect()) {
            String accept = "Accept-Encoding: zstd, gzip, deflate, br";
            Answer blob = connection.get(path, accept).answer();
            assertThat(blob.header("Content-Encoding")).isNull();
            assertThat(blob.body()).hasSize(MIB);
            Answer answer = connection
                    .get("/v2/" + REPOSITORY + "/manifests/" + manifest.digest(), accept)
                    .answer();
            assertThat(answer.header("Content-Encoding")).isNull();
            assertThat(Digest.sha256(answer.body())).isEqualTo(manifest.digest());
            for (int i = 0; i < 1000; i++) {
                registry.published.tag(REPOSITORY, "tag-" + i, manifest);
            }
            Answer tags =
                    connection.get("/v2/" + REPOSITORY + "/tags/list", accept).answer();
            assertThat(tags.header("Content-Encoding")).isNull();
            assertThat(tags.text()).contains("tag-999");
        }
    }

    @Test
    void contentThatWentAwayIsUnknown() throws Exception {
        Descriptor blob = registry.published.blob(REPOSITORY, content(2048));
        registry.published.removeContent(blob.digest());
        try (RawConnection connection = registry.connect()) {
            Answer answer = connection.get(path(blob)).answer();
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).contains("BLOB_UNKNOWN");
        }
    }

    static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private static String path(Descriptor blob) {
        return "/v2/" + REPOSITORY + "/blobs/" + blob.digest();
    }
}
