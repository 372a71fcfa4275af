package dev.sallyport.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AskedVersionTest {
    @ParameterizedTest(name = "{1} of {0} is {2}")
    @CsvSource(textBlock = """
                    1.26.2 1.27.3,                      latest,      1.27.3 1.26.2
                    1.9 1.10,                           1,           1.10 1.9
                    v1.2.0,                             1.2,         ''
                    v1.2.0,                             v1.2,        v1.2.0
                    v1.9.0 2.0.0,                       latest,      2.0.0 v1.9.0
                    1.27.3-alpine3.20,                  1.27-alpine, ''
                    1.27.3-alpine 1.28.0,               1-alpine,    1.27.3-alpine
                    3.14.0-rc.1,                        latest,      ''
                    3.14.0-rc.1,                        3-rc.1,      ''
                    10.0.20348.2655 10.0.20348.2700,    10.0.20348,  10.0.20348.2700 10.0.20348.2655
                    bookworm-20261101 20261101 12.7,    latest,      12.7
                    2026.11.3 1.4,                      latest,      1.4
                    2026.11.3 2026.9,                   latest,      2026.11.3 2026.9
                    2026.11.3 1.4,                      2026,        2026.11.3
                    1.26 1.27,                          1,           1.27 1.26
                    1.2 1.2.0,                          1,           1.2.0 1.2
                    v1.2 1.2,                           latest,      v1.2 1.2
                    11.0,                               1,           ''
                    latest edge,                        latest,      ''
                    """)
    void standsForTheHighestThatFits(String present, String asked, String expected) {
        assertThat(AskedVersion.parse(asked).orElseThrow().candidates(List.of(present.split(" "))))
                .extracting(TagVersion::toString)
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4", "Latest", "stable", "20261101", "", "v", "1.2.3.4-alpine", "sha256-0123"})
    void otherTagsNeverStandForAnything(String asked) {
        assertThat(AskedVersion.parse(asked)).isEmpty();
    }
}
