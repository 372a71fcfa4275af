package dev.sallyport.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Changes a small bundle at every place, in every way that a bad medium or a bad person might: reading it fails, or gives exactly
 * what was written.
 */
final class VolumeMutationTest {
    private static final byte[] LAYER = "layer".repeat(150).getBytes(UTF_8);
    private static final TestBundle BUNDLE = new VolumeBuilder(Volumes.KEY)
            .image("docker.io/library/nginx", "1.27", LAYER)
            .blob(DigestAlgorithm.SHA512, new byte[] {7})
            .omit(Digest.sha256(LAYER), MediaTypes.OCI_LAYER_GZIP, new byte[1])
            .build();
    private static final byte[] VOLUME = BUNDLE.volume(1);
    private static final byte[] ENVELOPE =
            BUNDLE.open(1).entry("bundle.dsse.json").content();

    // Meets every place of a block sooner or later.
    private static final int STEP = 5;

    private static VerifiedStatement verified;
    private static Volumes.Content original;

    @BeforeAll
    static void readTheOriginal() throws Exception {
        verified = VerifiedStatement.verify(ENVELOPE, Volumes.TRUST);
        original = read(VOLUME);
    }

    // The signature over what was not changed is not checked ten thousand times.
    private static Volumes.Content read(byte[] volume) throws IOException, SallyportException {
        return Volumes.read(
                new ByteArrayInputStream(volume),
                envelope -> Arrays.equals(envelope, ENVELOPE)
                        ? verified
                        : VerifiedStatement.verify(envelope, Volumes.TRUST));
    }

    /** Returns how many of the mutations were read as the original. */
    private static int sweep(String what, int count, IntFunction<byte[]> mutation) {
        int same = 0;
        for (int i = 0; i < count; i++) {
            try {
                assertThat(read(mutation.apply(i))).as("%s at %d", what, i).isEqualTo(original);
                same++;
            } catch (SallyportException | IOException e) {
                assertThat(e.getMessage()).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError(what + " at " + i, e);
            }
        }
        return same;
    }

    @Test
    void aFlippedBitIsFound() {
        int same = sweep("flipped bit", VOLUME.length, i -> {
            byte[] changed = VOLUME.clone();
            // Another of the eight from place to place.
            changed[i] ^= (byte) (1 << (i * 3 + i / 8) % 8);
            return changed;
        });
        assertThat(same).isZero();
    }

    @Test
    void aZeroedBlockIsFound() {
        int blocks = VOLUME.length / 512;
        int same = sweep("zeroed block", blocks, i -> {
            byte[] changed = VOLUME.clone();
            Arrays.fill(changed, i * 512, (i + 1) * 512, (byte) 0);
            return changed;
        });
        assertThat(same).as("only the two blocks that are zero anyway").isEqualTo(2);
    }

    @Test
    void aDeletedByteIsFound() {
        int same = sweep("deleted byte", VOLUME.length / STEP, step -> {
            int i = step * STEP;
            byte[] changed = new byte[VOLUME.length - 1];
            System.arraycopy(VOLUME, 0, changed, 0, i);
            System.arraycopy(VOLUME, i + 1, changed, i, changed.length - i);
            return changed;
        });
        assertThat(same).isZero();
    }

    @Test
    void aDeletedBlockIsFound() {
        int same = sweep("deleted block", VOLUME.length / 512, i -> without(i * 512, 512));
        assertThat(same).isZero();
    }

    @Test
    void anInsertedByteIsFound() {
        int same = sweep(
                "inserted byte", VOLUME.length / STEP, step -> inserted(step * STEP, (byte) (step % 2 == 0 ? 0 : 'x')));
        int zeros = 511 + 1024;
        assertThat(same).as("only zeros among the zeros at the end").isCloseTo(zeros / STEP / 2, within(1));
    }

    @Test
    void aRepeatedBlockIsFound() {
        int same = sweep("repeated block", VOLUME.length / 512, i -> {
            byte[] changed = new byte[VOLUME.length + 512];
            System.arraycopy(VOLUME, 0, changed, 0, (i + 1) * 512);
            System.arraycopy(VOLUME, i * 512, changed, (i + 1) * 512, VOLUME.length - i * 512);
            return changed;
        });
        assertThat(same).as("only the blocks of zeros at the end").isEqualTo(2);
    }

    @Test
    void swappedBlocksAreFound() {
        int blocks = VOLUME.length / 512;
        int same = sweep("swapped blocks", blocks * blocks, i -> {
            byte[] changed = VOLUME.clone();
            System.arraycopy(VOLUME, i / blocks * 512, changed, i % blocks * 512, 512);
            System.arraycopy(VOLUME, i % blocks * 512, changed, i / blocks * 512, 512);
            return changed;
        });
        assertThat(same).as("only a block with itself, and the two at the end").isEqualTo(blocks + 2);
    }

    @Test
    void aTruncationIsFound() {
        assertThat(sweep("truncated", VOLUME.length / STEP, step -> Arrays.copyOf(VOLUME, step * STEP)))
                .isZero();
    }

    @Test
    void aTruncationFilledWithZerosIsFound() {
        int content = VOLUME.length - 1024;
        int same = sweep("zeros from", content / STEP, step -> {
            byte[] changed = VOLUME.clone();
            Arrays.fill(changed, step * STEP, changed.length, (byte) 0);
            return changed;
        });
        assertThat(same).as("only the padding of the last blob").isCloseTo(511 / STEP, within(1));
    }

    private static byte[] without(int from, int length) {
        byte[] changed = Arrays.copyOf(VOLUME, VOLUME.length - length);
        System.arraycopy(VOLUME, from + length, changed, from, changed.length - from);
        return changed;
    }

    private static byte[] inserted(int at, byte value) {
        byte[] changed = new byte[VOLUME.length + 1];
        System.arraycopy(VOLUME, 0, changed, 0, at);
        changed[at] = value;
        System.arraycopy(VOLUME, at, changed, at + 1, VOLUME.length - at);
        return changed;
    }
}
