package dev.sallyport.appliance.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every method on every path: an answer in the path's own format. */
@Timeout(120)
final class MethodsTest {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "X-Y");
    private static final String DIGEST = "sha256:" + "0".repeat(64);
    private static final List<String> PATHS = List.of(
            "/",
            "/health",
            "/health/live",
            "/health/ready",
            "/metrics",
            "/nothing",
            "/v2",
            "/v2/",
            "/v2/a/b/manifests/latest",
            "/v2/a/b/blobs/" + DIGEST,
            "/v2/a/b/tags/list",
            "/v2/a/b/referrers/" + DIGEST,
            "/v2/a/b/nothing");

    @TempDir
    private Path folder;

    @Test
    void isAnsweredWithoutAFailure() throws Exception {
        try (RegistryFixture registry = new RegistryFixture(folder)) {
            for (String path : PATHS) {
                for (String method : METHODS) {
                    try (RawConnection connection = registry.connect()) {
                        connection.request(method, path, "Content-Length: 0");
                        check(method, path, method.equals("HEAD") ? connection.head() : connection.answer());
                    }
                }
            }
        }
    }

    private static void check(String method, String path, Answer answer) {
        assertThat(answer.status()).as("%s %s", method, path).isLessThan(500);
        if (answer.status() == 405) {
            assertThat(answer.header("Allow").split(",", -1))
                    .as("%s %s", method, path)
                    .contains("GET")
                    .doesNotContain(method);
        }
        if (answer.status() >= 400 && path.startsWith("/v2") && !method.equals("HEAD")) {
            assertThat(answer.text()).as("%s %s", method, path).startsWith("{\"errors\":[{\"code\":\"");
        }
    }
}
