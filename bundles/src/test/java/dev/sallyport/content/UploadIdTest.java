package dev.sallyport.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UploadIdTest {
    @ParameterizedTest
    @EnumSource
    void everyDigestHasOne(DigestAlgorithm algorithm) {
        Digest digest = Digest.of(algorithm, new byte[0]);
        assertThat(UploadId.of(digest).value()).isEqualTo(digest.toString().replace(':', '-'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../x", "a/b", "A", "-a", "a.b", "a\0b", "a\n"})
    void refusesUploadIdsThatCouldBePaths(String id) {
        assertThatThrownBy(() -> new UploadId(id)).isInstanceOf(IllegalArgumentException.class);
    }
}
