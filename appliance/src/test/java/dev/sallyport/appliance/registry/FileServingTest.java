package dev.sallyport.appliance.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.MediaTypes;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of artifacts by an ordinary GET. */
class FileServingTest {
    private static final String FIRMWARE = "factory-7.example/firmware";
    private static final byte[] FIRST = "first file".getBytes(UTF_8);
    private static final byte[] SECOND = "<html>second</html>".getBytes(UTF_8);

    @TempDir
    Path folder;

    private RegistryFixture registry;
    private Descriptor both;

    @BeforeEach
    void start() throws Exception {
        registry = new RegistryFixture(folder);
        Descriptor first = registry.published.blob(FIRMWARE, FIRST);
        Descriptor second = registry.published.blob(FIRMWARE, SECOND);
        registry.published.tag(FIRMWARE, "1", artifact(layer(first, "firmware.bin", "application/octet-stream")));
        both = artifact(layer(first, "firmware.bin", "text/html") + ","
                + layer(second, "notes/\\\"read me\\\".html", "text/html"));
        registry.published.tag(FIRMWARE, "2", both);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private Descriptor artifact(String layers) throws Exception {
        return registry.published.manifest(
                FIRMWARE,
                MediaTypes.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":"
                        + "\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"size\":2},"
                        + "\"layers\":[" + layers + "]}");
    }

    private static String layer(Descriptor file, String title, String type) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + file.digest() + "\",\"size\":" + file.size()
                + ",\"annotations\":{\"org.opencontainers.image.title\":\"" + title + "\"}}";
    }

    private Answer get(String path, String... headers) throws Exception {
        try (RawConnection connection = registry.connect()) {
            return connection.get(path, headers).answer();
        }
    }

    @Test
    void sendsAFileByItsName() throws Exception {
        Answer answer = get("/files/" + FIRMWARE + ":2/firmware.bin");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(FIRST);
        assertThat(answer.header("Content-Disposition")).isEqualTo("attachment; filename=\"firmware.bin\"");
    }

    @Test
    void theOnlyFileNeedsNoName() throws Exception {
        assertThat(get("/files/" + FIRMWARE + ":1").body()).isEqualTo(FIRST);
    }

    @Test
    void sendsAFileOfADigest() throws Exception {
        assertThat(get("/files/" + FIRMWARE + "@" + both.digest() + "/firmware.bin")
                        .body())
                .isEqualTo(FIRST);
    }

    @Test
    void goesOnWhereADownloadBrokeOff() throws Exception {
        Answer answer = get("/files/" + FIRMWARE + ":1/firmware.bin", "Range: bytes=6-");

        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.text()).isEqualTo("file");
    }

    @Test
    void neverSendsAFileAsAPageNorItsNameAsAHeader() throws Exception {
        Answer answer = get("/files/" + FIRMWARE + ":2/notes/%22read%20me%22.html");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Disposition")).isEqualTo("attachment; filename=\"_read_me_.html\"");
    }

    @ParameterizedTest
    @CsvSource({
        "factory-7.example/firmware:2, 404, its files are",
        "factory-7.example/firmware:2/other.bin, 404, firmware.bin",
        "factory-7.example/firmware:3/firmware.bin, 404, not here",
        "factory-7.example/other:1/firmware.bin, 404, not here",
        "factory-7.example/firmware, 400, /files/REPOSITORY:TAG/NAME",
        "factory-7.example/firmware:1/../../x, 404, is not in",
        "factory-7.example/../x:1/firmware.bin, 400, repository",
        "factory-7.example/firmware@sha256:zz/firmware.bin, 400, digest",
    })
    void saysWhatIsNotThere(String path, int status, String message) throws Exception {
        Answer answer = get("/files/" + path);

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text()).contains(message);
    }
}
