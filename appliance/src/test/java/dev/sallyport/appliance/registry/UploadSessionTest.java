package dev.sallyport.appliance.registry;

import static dev.sallyport.appliance.registry.PushFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.PushFixture.Options;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.appliance.store.Quota;
import dev.sallyport.appliance.store.QuotaExceededException;
import dev.sallyport.appliance.store.QuotaPrefix;
import dev.sallyport.appliance.uploads.ManifestRules;
import dev.sallyport.appliance.uploads.PushSpace;
import dev.sallyport.appliance.uploads.StorageFullException;
import dev.sallyport.appliance.uploads.UploadLimits;
import dev.sallyport.content.DirectoryStore.UploadFile;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions in bad company: restarts, limits, two writers, clients that go away. */
@Timeout(120)
final class UploadSessionTest {
    private static final byte[] NOTHING = new byte[0];

    @TempDir
    private Path folder;

    private static Options with(PushSpace space, UploadLimits limits) {
        return new Options(RegistrySettings.DEFAULT, new ManifestRules(true), space, limits);
    }

    private static void assertError(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text()).startsWith("{\"errors\":[{\"code\":\"" + code + "\"");
    }

    @Test
    void sessionsSurviveARestart() throws Exception {
        String empty;
        String begun;
        try (PushFixture registry = new PushFixture(folder)) {
            empty = registry.begin("team/app");
            begun = registry.begin("team/app");
            registry.stream("PATCH", begun, bytes("first, "));
        }
        try (PushFixture registry = new PushFixture(folder)) {
            assertThat(registry.uploads.open()).isEqualTo(2);
            assertThat(registry.get(begun).header("Range")).isEqualTo("0-6");
            assertThat(registry.get(begun.replace("team/app", "team/other")).status())
                    .isEqualTo(404);
            Digest digest = Digest.sha256(bytes("first, second"));
            Answer done = registry.send("PUT", begun + "?digest=" + digest, bytes("second"));
            assertThat(done.status()).isEqualTo(201);
            assertThat(registry.send("DELETE", empty, NOTHING).status()).isEqualTo(204);
            assertThat(registry.uploads.open()).isZero();
        }
    }

    @Test
    void abandonedSessionsExpire() throws Exception {
        try (PushFixture registry = new PushFixture(folder)) {
            Instant before = Instant.now().minusSeconds(60);
            String location = registry.begin("team/app");
            assertThat(registry.uploads.expire(before).files()).isZero();
            assertThat(registry.uploads.expire(Instant.now().plusSeconds(60)).files())
                    .isOne();
            assertError(registry.get(location), 404, "BLOB_UPLOAD_UNKNOWN");
            assertThat(registry.store.content().uploads()).isEmpty();
        }
    }

    @Test
    void aSessionWhoseFileWentIsUnknown() throws Exception {
        try (PushFixture registry = new PushFixture(folder)) {
            String location = registry.begin("team/app");
            assertThat(registry.send("PATCH", location, bytes("abc")).status()).isEqualTo(202);
            for (UploadId id : registry.store.content().uploads()) {
                registry.store.content().expireUpload(id, Instant.MAX);
            }

            String query = "?digest=" + Digest.sha256(bytes("def"));
            assertError(registry.send("PUT", location + query, bytes("def")), 404, "BLOB_UPLOAD_UNKNOWN");

            assertThat(registry.uploads.open()).isZero();
            assertThat(registry.store.content().uploads()).isEmpty();
        }
    }

    /** As many as a client that never ends one may leave: no handle is held for them. */
    @Test
    void tenThousandOpenUploadsHoldNoFiles() throws Exception {
        try (PushFixture registry = new PushFixture(folder)) {
            String first = registry.begin("team/app");
            long before = openFiles();
            for (int i = 1; i < 10_000; i++) {
                registry.begin("team/app");
            }
            assertThat(openFiles()).isLessThan(before + 100);
            assertThat(registry.uploads.open()).isEqualTo(10_000);
            Digest digest = Digest.sha256(bytes("still works"));
            assertThat(registry.send("PUT", first + "?digest=" + digest, bytes("still works"))
                            .status())
                    .isEqualTo(201);
        }
    }

    private static long openFiles() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    @Test
    void oneSessionTooManyIsRefusedUntilAnotherEnds() throws Exception {
        try (PushFixture registry = new PushFixture(folder, with(PushSpace.NONE, new UploadLimits(2, 2, 1)))) {
            String one = registry.begin("team/app");
            registry.begin("team/app");
            Answer refused = registry.send("POST", "/v2/team/app/blobs/uploads/", NOTHING);
            assertError(refused, 429, "TOOMANYREQUESTS");
            assertThat(refused.header("Retry-After")).isNotNull();
            registry.send("DELETE", one, NOTHING);
            registry.begin("team/app");
        }
    }

    /** Two sessions, one running digest: what the one forgets is read again. */
    @Test
    void forgottenDigestIsComputedAgain() throws Exception {
        try (PushFixture registry = new PushFixture(folder, with(PushSpace.NONE, new UploadLimits(9, 9, 1)))) {
            String one = registry.begin("team/app");
            String other = registry.begin("team/app");
            for (String part : new String[] {"a", "b", "c"}) {
                registry.stream("PATCH", one, bytes(part));
                registry.stream("PATCH", other, bytes(part));
            }
            String query = "?digest=" + Digest.sha256(bytes("abc"));
            assertThat(registry.send("PUT", one + query, NOTHING).status()).isEqualTo(201);
            assertThat(registry.send("PUT", other + query, NOTHING).status()).isEqualTo(201);
        }
    }

    /** While one request writes, another is told so and changes nothing; the first one goes on. */
    @Test
    void secondWriterIsRefused() throws Exception {
        try (PushFixture registry = new PushFixture(folder);
                RawConnection slow = registry.connect()) {
            String location = registry.begin("team/app");
            slow.request("PATCH", location, "Content-Length: 6").send("abc");
            while (!isWritten(registry) || !isBusy(registry, location)) {
                Thread.onSpinWait();
            }
            assertError(registry.send("PATCH", location, bytes("xyz")), 409, "BLOB_UPLOAD_INVALID");
            assertError(registry.send("DELETE", location, NOTHING), 409, "BLOB_UPLOAD_INVALID");
            String query = "?digest=" + Digest.sha256(bytes("abcdef"));
            assertError(registry.send("PUT", location + query, NOTHING), 409, "BLOB_UPLOAD_INVALID");
            assertThat(registry.uploads.expire(Instant.now().plusSeconds(60)).files())
                    .isZero();
            assertThat(slow.send("def").answer().header("Range")).isEqualTo("0-5");
            assertThat(registry.send("PUT", location + query, NOTHING).status()).isEqualTo(201);
        }
    }

    // Whether a request has begun to write: from then on it has the upload, and asking over HTTP takes it from nobody.
    private static boolean isWritten(PushFixture registry) throws Exception {
        for (UploadId id : registry.store.content().uploads()) {
            if (registry.store.content().uploadFile(id).filter(UploadFile::open).isPresent()) {
                return true;
            }
        }
        return false;
    }

    // A part that begins nowhere is refused either way, and writes nothing.
    private static boolean isBusy(PushFixture registry, String location) throws Exception {
        return registry.send("PATCH", location, bytes("x"), "Content-Range: 999-999")
                        .status()
                == 409;
    }

    @Test
    void clientThatGoesAwayMayComeBack() throws Exception {
        try (PushFixture registry = new PushFixture(folder)) {
            String location = registry.begin("team/app");
            RawConnection gone = registry.connect();
            gone.request("PATCH", location, "Content-Length: 1000").send("abc");
            while (!isWritten(registry) || !isBusy(registry, location)) {
                Thread.onSpinWait();
            }
            gone.reset();
            while (isBusy(registry, location)) {
                Thread.onSpinWait();
            }
            Answer status = registry.get(location);
            int have = status.header("Range").equals("0-2") ? 3 : 0;
            String query = "?digest=" + Digest.sha256(bytes("abcdef"));
            assertThat(registry.send("PUT", location + query, bytes("abcdef".substring(have)))
                            .status())
                    .isEqualTo(201);
        }
    }

    @Test
    void quotaAndFullDiskRefuseBeforeTheBodyIsRead() throws Exception {
        PushSpace rules = (repository, received, expected) -> {
            if (expected > 100) {
                throw new QuotaExceededException(
                        repository, new Quota(QuotaPrefix.parse("team/"), 100, received), expected);
            }
            if (expected > 50) {
                throw new StorageFullException("Only 50 bytes are free", Map.of());
            }
        };
        try (PushFixture registry = new PushFixture(folder, with(rules, UploadLimits.DEFAULT));
                RawConnection connection = registry.connect()) {
            String location = registry.begin("team/app");
            connection.request("PATCH", location, "Content-Length: 1000000000");
            assertError(connection.answer(), 403, "DENIED");
            assertError(registry.send("PATCH", location, new byte[60]), 507, "DENIED");
            assertThat(registry.get(location).header("Range")).isEqualTo("0-0");
            assertThat(registry.send("PATCH", location, new byte[50]).status()).isEqualTo(202);
        }
    }
}
