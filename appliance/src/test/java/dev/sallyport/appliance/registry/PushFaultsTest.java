package dev.sallyport.appliance.registry;

import static dev.sallyport.appliance.registry.PushFixture.bytes;
import static dev.sallyport.appliance.registry.PushFixture.manifestText;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.PushFixture.Options;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.RecordingDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pushes, mounts and deletions over HTTP while any one write fails, or the disk is full from any byte on: the answer says so, nothing is
 * half there, and the client that goes on as clients do gets through once the disk works again.
 */
@Timeout(120)
final class PushFaultsTest {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] CONFIG = bytes("{}");
    private static final String TYPE = "Content-Type: " + MediaTypes.OCI_MANIFEST;

    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private final RecordingDisk disk = new RecordingDisk();
    private final TreeSet<Integer> refusals = new TreeSet<>();
    private PushFixture registry;

    /** One request. */
    private interface Request {
        Answer send() throws IOException;
    }

    @BeforeEach
    void start() throws Exception {
        registry = new PushFixture(folder, Options.DEFAULT, disk);
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    @Test
    void everyWriteMayFailOnce() throws Exception {
        int run = 0;
        do {
            int before = disk.operations().size();
            disk.failAt(before + ++run);
            pushMountAndDelete("run" + run);
            assertThat(registry.store.writable()).isTrue();
        } while (disk.failed());
        assertThat(run).isGreaterThan(40);
        assertThat(refusals).containsExactly(500);
    }

    @Test
    void theDiskMayFillAtAnyByte() throws Exception {
        for (int room = 0; room < 4_000; room += 100) {
            disk.roomFor(room);
            pushMountAndDelete("run" + room);
        }
        assertThat(refusals).containsExactly(507);
    }

    /** Then nothing is taken any more, and all that was is served on, until a restart. */
    @Test
    void saysThatItTakesNothingOnceItsJournalCanBeNeitherWrittenNorTakenBack() throws Exception {
        Digest acknowledged = registry.blob("team/app", bytes("acknowledged"));
        Digest refused = Digest.sha256(bytes("refused"));
        String push = "/v2/team/app/blobs/uploads/?digest=" + refused;
        // The write and the cut that would take it back, wherever among the operations of a push they are.
        for (int operation = 1; registry.store.writable(); operation++) {
            disk.failAt(disk.operations().size() + operation, 2);
            assertFailure(registry.send("POST", push, bytes("refused")));
        }

        for (Answer answer : List.of(
                registry.send("POST", push, bytes("refused")),
                registry.send("DELETE", "/v2/team/app/blobs/" + acknowledged, NOTHING))) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(503);
            assertThat(answer.text()).contains("takes no changes until a restart");
        }
        assertThat(registry.get("/v2/team/app/blobs/" + refused).status()).isEqualTo(404);
        assertThat(registry.get("/v2/team/app/blobs/" + acknowledged).text()).isEqualTo("acknowledged");

        registry.close();
        registry = new PushFixture(folder);
        assertThat(registry.get("/v2/team/app/blobs/" + acknowledged).text()).isEqualTo("acknowledged");
        assertThat(registry.blob("team/app", bytes("refused"))).isEqualTo(refused);
    }

    private void pushMountAndDelete(String name) throws IOException {
        String app = "/v2/" + name + "/app";
        byte[] layer = bytes("layer of " + name);
        byte[] manifest = bytes(manifestText(CONFIG, layer, ""));
        Digest digest = Digest.sha256(manifest);
        String byTag = app + "/manifests/1";
        String byDigest = app + "/manifests/" + digest;

        pushInParts(app, layer);
        String whole = app + "/blobs/uploads/?digest=" + Digest.sha256(CONFIG);
        insist(201, app + "/blobs/" + Digest.sha256(CONFIG), () -> registry.send("POST", whole, CONFIG));
        insist(201, byTag, () -> registry.send("PUT", byTag, manifest, TYPE));
        insist(201, app + "/manifests/2", () -> registry.send("PUT", byDigest + "?tag=2&tag=3", manifest, TYPE));
        for (String reference : List.of("1", "2", "3", digest.toString())) {
            assertThat(registry.get(app + "/manifests/" + reference).body()).isEqualTo(manifest);
        }
        assertThat(registry.get(app + "/blobs/" + Digest.sha256(layer)).body()).isEqualTo(layer);

        String other = "/v2/" + name + "/other";
        String mounted = other + "/blobs/" + Digest.sha256(layer);
        String mount = other + "/blobs/uploads/?mount=" + Digest.sha256(layer) + "&from=" + name + "/app";
        insist(201, mounted, () -> registry.send("POST", mount, NOTHING));

        insistOnDeletion(byTag);
        insistOnDeletion(byDigest);
        assertThat(registry.head(app + "/manifests/3").status()).isEqualTo(404);
        insistOnDeletion(app + "/blobs/" + Digest.sha256(layer));
        assertThat(registry.get(mounted).body()).isEqualTo(layer);
        cancel(app);
    }

    // As clients do: begun, sent in two parts, gone on with where the registry says it is, begun anew if it knows no
    // more of it.
    private void pushInParts(String app, byte[] layer) throws IOException {
        Digest digest = Digest.sha256(layer);
        String blob = app + "/blobs/" + digest;
        while (true) {
            String location = insist(202, blob, () -> registry.send("POST", app + "/blobs/uploads/", NOTHING))
                    .header("Location");
            int half = layer.length / 2;
            Answer part = registry.send("PATCH", location, Arrays.copyOf(layer, half), range(0, half));
            if (part.status() != 202) {
                assertFailure(part);
                repair();
            }
            Answer status = registry.get(location);
            assertThat(status.status()).isEqualTo(204);
            String at = status.header("Range");
            int from = at.equals("0-0") ? 0 : Integer.parseInt(at.substring(2)) + 1;
            String commit = location + "?digest=" + digest;
            Answer end = registry.send(
                    "PUT", commit, Arrays.copyOfRange(layer, from, layer.length), range(from, layer.length));
            if (end.status() == 201) {
                return;
            }
            assertFailure(end);
            assertThat(registry.head(blob).status()).isEqualTo(404);
            repair();
        }
    }

    private static String range(int from, int end) {
        return "Content-Range: " + from + '-' + (end - 1);
    }

    private void cancel(String app) throws IOException {
        String location = insist(202, null, () -> registry.send("POST", app + "/blobs/uploads/", NOTHING))
                .header("Location");
        Answer cancelled = registry.send("DELETE", location, NOTHING);
        if (cancelled.status() != 204) {
            assertFailure(cancelled);
            repair();
            assertThat(registry.send("DELETE", location, NOTHING).status()).isIn(204, 404);
        }
        assertThat(registry.get(location).status()).isEqualTo(404);
    }

    // A failure leaves nothing at the path; the second time it works.
    private Answer insist(int done, String path, Request request) throws IOException {
        Answer answer = request.send();
        if (answer.status() == done) {
            return answer;
        }
        assertFailure(answer);
        if (path != null) {
            assertThat(registry.head(path).status()).isEqualTo(404);
        }
        repair();
        Answer second = request.send();
        assertThat(second.status()).as(second.text()).isEqualTo(done);
        return second;
    }

    private void insistOnDeletion(String path) throws IOException {
        Answer answer = registry.send("DELETE", path, NOTHING);
        if (answer.status() != 202) {
            assertFailure(answer);
            assertThat(registry.head(path).status()).isEqualTo(200);
            repair();
            assertThat(registry.send("DELETE", path, NOTHING).status()).isEqualTo(202);
        }
        assertThat(registry.head(path).status()).isEqualTo(404);
    }

    private void repair() {
        disk.roomFor(Long.MAX_VALUE);
    }

    private void assertFailure(Answer answer) {
        refusals.add(answer.status());
        assertThat(answer.status()).isIn(500, 507);
        assertThat(answer.text())
                .startsWith("{\"errors\":[{\"code\":\"")
                .doesNotContain(folder.toString(), "failed: ", "Exception", "No space left");
        if (answer.status() == 500) {
            assertThat(answer.text()).contains("the server's log says more");
        }
    }
}
