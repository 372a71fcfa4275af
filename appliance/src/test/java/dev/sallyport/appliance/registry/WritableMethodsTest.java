package dev.sallyport.appliance.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every method on every path, and paths that want to be more than a name. */
@Timeout(120)
final class WritableMethodsTest {
    private static final String DIGEST = "sha256:" + "0".repeat(64);
    private static final List<String> PATHS = List.of(
            "/v2/",
            "/v2",
            "/v2/team/app",
            "/v2/team/app/manifests/v1",
            "/v2/team/app/manifests/" + DIGEST,
            "/v2/team/app/blobs/" + DIGEST,
            "/v2/team/app/blobs/uploads/",
            "/v2/team/app/blobs/uploads",
            "/v2/team/app/blobs/uploads/push-1",
            "/v2/team/app/tags/list",
            "/v2/team/app/referrers/" + DIGEST,
            "/v2//manifests/v1",
            "/v2/a/../b/manifests/v1",
            "/v2/..%2f..%2fetc/blobs/" + DIGEST,
            "/v2/team/app/blobs/..%2f..%2fjournal",
            "/v2/team/app/blobs/uploads/..%2f..%2fjournal",
            "/v2/team/app/manifests/..",
            "/v2/team/app/tags/list?n=-1",
            "/v2/team/app/tags/list?n=99999999999999999999",
            "/v2/TEAM/app/blobs/uploads/?mount=" + DIGEST + "&from=../../x",
            "/v2/team/app/blobs/uploads/?mount=x&from=team/app",
            "/v2/team/app/blobs/uploads/?digest=x",
            "/v2/team/app/manifests/v1?tag=" + "%2e%2e");

    @TempDir
    private Path folder;

    @Test
    void noMethodOnAnyPathIsAFailureOfTheServer() throws Exception {
        try (PushFixture registry = new PushFixture(folder)) {
            for (String path : PATHS) {
                for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "MKCOL")) {
                    Answer answer;
                    try (RawConnection connection = registry.connect()) {
                        answer = PushFixture.send(connection, method, path, new byte[0]);
                    }
                    assertThat(answer.status())
                            .as(method + " " + path + " " + answer.text())
                            .isLessThan(500);
                    if (answer.status() == 405) {
                        assertThat(answer.header("Allow"))
                                .as(method + " " + path)
                                .isNotBlank();
                    }
                }
                try (RawConnection connection = registry.connect()) {
                    assertThat(connection.request("HEAD", path).head().status())
                            .as(path)
                            .isLessThan(500);
                }
            }
        }
    }
}
