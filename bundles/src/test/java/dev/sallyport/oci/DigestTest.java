package dev.sallyport.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DigestTest {
    // FIPS 180-4's example message.
    private static final byte[] ABC = "abc".getBytes(UTF_8);
    private static final String ABC_256 = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String ABC_512 =
            "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

    @Test
    void computesKnownDigests() {
        assertThat(Digest.sha256(ABC)).hasToString(ABC_256);
        assertThat(Digest.of(DigestAlgorithm.SHA512, ABC)).hasToString(ABC_512);
    }

    @ParameterizedTest
    @ValueSource(strings = {ABC_256, ABC_512})
    void readsWhatItWrites(String text) throws MalformedValueException {
        assertThat(Digest.parse(text)).hasToString(text);
        assertThat(Digest.tryParse(text)).contains(Digest.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256",
                "sha256:",
                "sha256:abc",
                "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
                "SHA256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "sha256-ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a/",
                "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0",
                "sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a\n",
                "sha256:../../../../../../../../../../../../../../../../../../../etc/pass",
                "sha256:٠a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "md5:900150983cd24fb0d6963f7d28e17f72"
            })
    void refusesAnythingElse(String text) {
        assertThat(Digest.tryParse(text)).isEmpty();
        assertThatThrownBy(() -> Digest.parse(text))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining("Malformed digest");
    }

    @Test
    void sortsByAlgorithmThenDigits() {
        Digest low = new Digest(DigestAlgorithm.SHA256, "0".repeat(64));
        Digest high = new Digest(DigestAlgorithm.SHA256, "f".repeat(64));
        Digest wide = new Digest(DigestAlgorithm.SHA512, "0".repeat(128));
        assertThat(new Digest[] {wide, high, low}).satisfies(digests -> {
            Arrays.sort(digests);
            assertThat(digests).containsExactly(low, high, wide);
        });
    }
}
