package dev.sallyport.appliance.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Descriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Large blobs that several clients ask for while nothing changes. */
@Timeout(120)
final class BlobReplayTest {
    private static final String REPOSITORY = "docker.io/library/app";
    private static final int SIZE = (9 << 20) + 7;

    @TempDir
    private Path folder;

    private final AtomicLong changes = new AtomicLong();
    private final byte[] content = new byte[SIZE];
    private RegistryFixture registry;
    private Descriptor blob;
    private String path;

    @BeforeEach
    void start() throws Exception {
        registry = RegistryFixture.withReplay(folder, changes::get);
        new Random(1).nextBytes(content);
        blob = registry.published.blob(REPOSITORY, content);
        path = "/v2/" + REPOSITORY + "/blobs/" + blob.digest();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private Answer get(String... headers) throws Exception {
        try (RawConnection connection = registry.connect()) {
            return connection.get(path, headers).answer();
        }
    }

    @Test
    void sendsTheSameToOthersWithoutAskingAgainWhileNothingChanges() throws Exception {
        Answer first = get();
        registry.published.unlink(REPOSITORY, blob); // only who asks would see it
        Answer second = get();
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.headers()).isEqualTo(first.headers()).containsEntry("content-length", String.valueOf(SIZE));
        assertThat(Arrays.equals(second.body(), content)).isTrue();
        assertThat(get("Range: bytes=1-2").status()).isEqualTo(404);
        assertThat(get("Authorization: Basic YTpi").status()).isNotEqualTo(200);
        changes.incrementAndGet();
        assertThat(get().status()).isEqualTo(404);
        registry.published.awaitAllClosed();
    }

    @Test
    void sendsItToManyAtOnce() throws Exception {
        assertThat(get().status()).isEqualTo(200);
        ExecutorService clients = Executors.newFixedThreadPool(16);
        try {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                answers.add(clients.submit(() -> get()));
            }
            for (Future<Answer> answer : answers) {
                assertThat(answer.get().header("Content-Length")).isEqualTo(String.valueOf(SIZE));
                assertThat(Arrays.equals(answer.get().body(), content)).isTrue();
            }
        } finally {
            clients.shutdown();
        }
        registry.published.awaitAllClosed();
    }

    @Test
    void goesOnWithTheNextRequestOfTheConnection() throws Exception {
        assertThat(get().status()).isEqualTo(200);
        try (RawConnection connection = registry.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(Arrays.equals(connection.get(path).answer().body(), content))
                        .isTrue();
            }
            assertThat(connection.get("/v2/").answer().status()).isEqualTo(200);
        }
        registry.published.awaitAllClosed();
    }

    @Test
    void saysThatTheFileIsGoneAlthoughNothingWasChanged() throws Exception {
        assertThat(get().status()).isEqualTo(200);
        registry.published.removeContent(blob.digest());
        assertThat(get().status()).isEqualTo(404);
    }

    @Test
    void closesWhatAClientDoesNotTakeToItsEnd() throws Exception {
        assertThat(get().status()).isEqualTo(200);
        try (RawConnection connection = registry.connect()) {
            assertThat(connection.get(path).head().status()).isEqualTo(200);
            connection.reset();
        }
        registry.published.awaitAllClosed();
    }
}
