package dev.sallyport.appliance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.testkit.MemoryDirectory;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server says when it starts on a folder that is not as it left it. */
final class StartNoticesTest {
    @TempDir(factory = MemoryDirectory.class)
    private Path data;

    private Server start() throws IOException, SallyportException {
        return Server.start(
                new ServeSettings(data, InetAddress.getLoopbackAddress(), 0, null, null, "docker.io"),
                Clock.systemUTC());
    }

    private List<String> notices() throws IOException, SallyportException {
        try (Server server = start()) {
            return server.notices();
        }
    }

    private Path journal() {
        return data.resolve("journal/journal");
    }

    @BeforeEach
    void push() throws Exception {
        try (Server server = start()) {
            for (String blob : new String[] {"a", "b", "c"}) {
                HttpURLConnection connection = (HttpURLConnection) server.uri()
                        .resolve("/v2/team/app/blobs/uploads/?digest=" + Digest.sha256(blob.getBytes(UTF_8)))
                        .toURL()
                        .openConnection();
                connection.setRequestMethod("POST");
                connection.setDoOutput(true);
                connection.getOutputStream().write(blob.getBytes(UTF_8));
                assertThat(connection.getResponseCode()).isEqualTo(201);
            }
        }
    }

    @Test
    void saysNothingWhereNothingHappened() throws Exception {
        assertThat(notices()).isEmpty();
    }

    @Test
    void saysThatTheDatabaseWasBuiltAgain() throws Exception {
        Files.delete(data.resolve("database/meta.mv.db"));
        assertThat(notices())
                .containsExactly(
                        "The database was missing, damaged or not the journal's; it was built again.",
                        "The database was brought up to date with 3 records of the journal.");
        assertThat(notices()).isEmpty();
    }

    @Test
    void saysHowMuchOfARecordThatWasNeverAcknowledgedWasDropped() throws Exception {
        byte[] whole = Files.readAllBytes(journal());
        Files.write(journal(), new byte[] {0, 0, 1}, StandardOpenOption.APPEND);
        assertThat(notices())
                .containsExactly(
                        "The journal ended in 3 bytes of a record that was never acknowledged; they were dropped.");
        assertThat(Files.readAllBytes(journal())).isEqualTo(whole);
    }

    /** Nobody but an intruder or a broken disk changes what was acknowledged: nothing is served on the strength of it. */
    @Test
    void doesNotStartOnAChangedJournalAndSaysWhereItWasChanged() throws Exception {
        byte[] whole = Files.readAllBytes(journal());
        int second = 4 + ByteBuffer.wrap(whole).getInt() + 32;
        byte[] changed = whole.clone();
        changed[second + 20] ^= 1;
        Files.write(journal(), changed);
        assertThatThrownBy(this::start).isInstanceOf(SallyportException.class).hasMessageContaining("byte " + second);
        assertThat(Files.readAllBytes(journal())).isEqualTo(changed);
        Files.write(journal(), whole);
        assertThat(notices()).isEmpty();
    }
}
