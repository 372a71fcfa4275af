package dev.sallyport.appliance.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.RecordingDisk;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that fill, and streams that break off. */
final class ImportSpaceTest {
    private static final String APP = "registry.example/team/app";
    private static final SigningKey KEY = SigningKey.generate();
    private static final TestBundle BUNDLE = new VolumeBuilder(KEY)
            .image(APP, "1", "small".getBytes(UTF_8), new byte[300_000])
            .image(APP, "2", new byte[200_000])
            .build();

    @TempDir
    private Path data;

    @Test
    void asksForSpaceBeforeItReadsAnything() throws Exception {
        try (TestAppliance appliance = new TestAppliance(data).trust(KEY).free(400_000)) {
            NoSpaceException full = catchThrowableOfType(NoSpaceException.class, () -> appliance.receive(BUNDLE));

            assertThat(Long.parseLong(full.facts().get("needed"))).isGreaterThan(500_000);
            assertThat(full.facts()).containsEntry("free", "400000");
            assertThat(appliance.blobs()).isEmpty();
            ImportStatus status = appliance.imports().status(BUNDLE.digest());
            assertThat(status.state()).isEqualTo(ImportState.WAITING);
            assertThat(status.code()).isEqualTo("no-space");
            appliance.free(600_000);
            assertThat(appliance.receive(BUNDLE).state()).isEqualTo(ImportState.PUBLISHED);
        }
    }

    @Test
    void goesOnOnceThereIsRoomAfterTheDiskFilledAnywhere() throws Exception {
        RecordingDisk disk = new RecordingDisk();
        try (TestAppliance appliance = new TestAppliance(data, disk).trust(KEY)) {
            for (int room : new int[] {0, 100, 1500, 3000, 50_000, 250_000, 400_000}) {
                disk.roomFor(room);

                SallyportException full =
                        catchThrowableOfType(SallyportException.class, () -> appliance.receive(BUNDLE));

                assertThat(full).as("room " + room).isInstanceOf(NoSpaceException.class);
                assertThat(full.remedy()).isNotBlank();
                assertThat(appliance.images()).isEmpty();
                assertThat(appliance.store().content().uploads()).isEmpty();
            }
            disk.roomFor(Long.MAX_VALUE);
            assertThat(appliance.receive(BUNDLE).state()).isEqualTo(ImportState.PUBLISHED);
            assertThat(appliance.images()).hasSize(2);
        }
    }

    @Test
    void publishesNothingWhenTheJournalHasNoRoomAndPublishesOnceItHas() throws Exception {
        RecordingDisk disk = new RecordingDisk();
        try (TestAppliance appliance = new TestAppliance(data, disk).trust(KEY)) {
            appliance.imports().receive(BUNDLE.stream(1), TestAppliance.HOLD);
            disk.roomFor(10);

            assertThatThrownBy(() -> appliance.imports().publish(BUNDLE.digest(), "test"))
                    .isInstanceOf(NoSpaceException.class);

            assertThat(appliance.images()).isEmpty();
            disk.roomFor(Long.MAX_VALUE);
            assertThat(appliance.imports().publish(BUNDLE.digest(), "test").state())
                    .isEqualTo(ImportState.PUBLISHED);
        }
    }

    @Test
    void keepsWhatCameBeforeAStreamBrokeOff() throws Exception {
        byte[] volume = BUNDLE.volume(1);
        InputStream broken = new SequenceInputStream(
                new ByteArrayInputStream(Arrays.copyOf(volume, volume.length - 250_000)), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("Connection reset");
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        return read();
                    }
                });
        try (TestAppliance appliance = new TestAppliance(data).trust(KEY)) {
            assertThatThrownBy(() -> appliance.receive(broken)).hasMessage("Connection reset");

            assertThat(appliance.holds(Digest.sha256("small".getBytes(UTF_8)))).isTrue();
            assertThat(appliance.store().content().uploads()).isEmpty();
            ImportStatus status = appliance.imports().status(BUNDLE.digest());
            assertThat(status.state()).isEqualTo(ImportState.WAITING);
            assertThat(status.heldBytes()).isBetween(1L, status.totalBytes() - 1);
            assertThat(appliance.imports().wanted(BUNDLE.digest(), 1)).hasSizeLessThan(7);
            assertThat(appliance.receive(BUNDLE).state()).isEqualTo(ImportState.PUBLISHED);
        }
    }
}
