package dev.sallyport.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestTagsTest {
    @ParameterizedTest
    @CsvSource({
        "1.27.3, 1.27.4 1.27.2 1.28.0 1.26, 1.27.4 1.27.2 1.28.0",
        "1.27-alpine, 1.27.3 1.27.3-alpine3.20 1.27.4-bookworm, 1.27.3-alpine3.20 1.27.3 1.27.4-bookworm",
        "v2, 1.0 2.1 v2.1-rc.1, 2.1 v2.1-rc.1 1.0",
        "mian, main master 1.0, main 1.0 master",
        "latest, nightly 1.0 2.0 2.0-rc.1, 2.0 2.0-rc.1 1.0",
        "anything, one, one",
    })
    void namesTheNearestFirst(String asked, String tags, String expected) {
        assertThat(NearestTags.of(asked, List.of(tags.split(" ")), 3)).isEqualTo(List.of(expected.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({"1", "latest", "x"})
    void saysNothingOfNothing(String asked) {
        assertThat(NearestTags.of(asked, List.of(), 3)).isEmpty();
        assertThat(NearestTags.of(asked, List.of("a".repeat(128), "b".repeat(128)), 3))
                .hasSize(2);
    }
}
