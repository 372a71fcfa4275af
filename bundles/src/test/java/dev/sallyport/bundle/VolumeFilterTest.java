package dev.sallyport.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.Digest;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.signature.TrustPolicy;
import dev.sallyport.signature.TrustedKey;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VolumeFilterTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final byte[] FIRST = "the first layer".getBytes(UTF_8);
    private static final byte[] SECOND = "x".repeat(1500).getBytes(UTF_8);

    private final TestBundle bundle = new VolumeBuilder(KEY)
            .image("factory.example/app", "1", FIRST, SECOND)
            .build();

    @Test
    void copiesAWholeVolumeByteForByte() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new VolumeFilter(bundle.stream(1)).copy(out, digest -> true);
        assertThat(out.toByteArray()).isEqualTo(bundle.volume(1));
    }

    @Test
    void leavesOutWhatIsNotWanted() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new VolumeFilter(bundle.stream(1)).copy(out, Digest.sha256(SECOND)::equals);

        List<Digest> read = new ArrayList<>();
        VolumeReader reader = read(out);
        List<ListingEntry> absent = reader.readEntries((entry, content) -> {
            content.readAllBytes();
            read.add(entry.digest());
        });
        assertThat(read).containsExactly(Digest.sha256(SECOND));
        assertThat(absent).hasSize(reader.listing().entries().size() - 1);
    }

    @Test
    void readsNothingBehindTheDocuments() throws Exception {
        InputStream in = new ByteArrayInputStream(bundle.volume(1)) {
            @Override
            public synchronized long skip(long n) {
                throw new IllegalStateException("A blob was skipped over");
            }
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new VolumeFilter(in).copyDocuments(out);

        assertThat(read(out).readEntries((entry, content) -> {})).isNotEmpty();
        assertThat(in.available()).isGreaterThan(SECOND.length);
    }

    @Test
    void tellsVolumesFromOtherFiles() throws Exception {
        assertThat(VolumeFilter.isVolume(bundle.stream(1))).isTrue();
        assertThat(VolumeFilter.isVolume(new ByteArrayInputStream(new byte[0]))).isFalse();
        assertThat(VolumeFilter.isVolume(new ByteArrayInputStream(new byte[4096])))
                .isFalse();
        assertThat(VolumeFilter.isVolume(
                        new ByteArrayInputStream("text".repeat(400).getBytes(UTF_8))))
                .isFalse();
        assertThat(VolumeFilter.isVolume(new ByteArrayInputStream(new TarHeader("index.json", 3).encode())))
                .isFalse();
    }

    @Test
    void saysWhereATruncatedVolumeEnds() {
        byte[] whole = bundle.volume(1);
        for (int length : new int[] {600, whole.length / 2, whole.length - 2048}) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> new VolumeFilter(new ByteArrayInputStream(cut))
                            .copy(new ByteArrayOutputStream(), digest -> false))
                    .as("cut after " + length)
                    .isInstanceOf(VolumeException.class)
                    .hasMessageContaining("ends within");
        }
    }

    private static VolumeReader read(ByteArrayOutputStream volume)
            throws IOException, dev.sallyport.failure.SallyportException {
        TrustPolicy policy = new TrustPolicy(List.of(TrustedKey.forAnyStream(KEY.verificationKey())));
        return VolumeReader.open(
                new ByteArrayInputStream(volume.toByteArray()), envelope -> VerifiedStatement.verify(envelope, policy));
    }
}
