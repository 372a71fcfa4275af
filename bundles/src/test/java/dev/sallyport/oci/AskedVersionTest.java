package dev.sallyport.oci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AskedVersionTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4", "Latest", "stable", "20261101", "", "v", "1.2.3.4-alpine", "sha256-0123"})
    void otherTagsNeverStandForAnything(String asked) {
        assertThat(AskedVersion.parse(asked)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"latest, latest", "v01.2-alpine, v1.2-alpine", "24.04, 24.4", "0.00, 0.0"})
    void whatIsAskedAlikeIsOneText(String asked, String text) {
        assertThat(AskedVersion.parse(asked).orElseThrow()).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3, 1 1.2 1.2.3 latest",
        "v1.2.3.4-a, v1-a v1.2-a v1.2.3-a",
        "1.2-rc.1, ''",
        "2026.4, 2026 2026.4 latest",
    })
    void knowsWhatMayStandForAVersion(String tag, String expected) {
        TagVersion version = TagVersion.parse(tag).orElseThrow();
        assertThat(String.join(" ", AskedVersion.standingFor(version))).isEqualTo(expected);
        assertThat(AskedVersion.standingFor(version))
                .allSatisfy(asked -> assertThat(
                                AskedVersion.parse(asked).orElseThrow().isCandidate(version))
                        .isTrue());
    }
}
