package dev.sallyport.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TagVersionTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    1,                     false, 1,                   ''
                    v1.2.3,                true,  1.2.3,               ''
                    10.0.20348.2655,       false, 10.0.20348.2655,     ''
                    1.27.3-alpine3.20,     false, 1.27.3,              -alpine3.20
                    3_slim,                false, 3,                   _slim
                    2026.11.3,             false, 2026.11.3,           ''
                    99999.999999999,       false, 99999.999999999,     ''
                    1.2.3.4-a.b.c,         false, 1.2.3.4,             -a.b.c
                    1-_x,                  false, 1,                   -_x
                    """)
    void readsVersions(String tag, boolean prefixed, String numbers, String suffix) {
        TagVersion version = TagVersion.parse(tag).orElseThrow();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < version.size(); i++) {
            found.add(Integer.toString(version.number(i)));
        }
        assertThat(version.isPrefixed()).isEqualTo(prefixed);
        assertThat(String.join(".", found)).isEqualTo(numbers);
        assertThat(version.suffix()).isEqualTo(suffix);
        assertThat(version).hasToString(tag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v",
                "V1",
                "latest",
                "20261101",
                "bookworm-20261101",
                "1.",
                "1..2",
                ".1",
                "1.2.3.4.5",
                "1-",
                "1_",
                "1a",
                "1.2alpine",
                "1.1234567890",
                "123456",
                "sha256-0123",
                "1+2",
                "-1",
                "1.-2",
                "1-a/b",
                "\u0661",
                "v1.v2",
                "1 "
            })
    void leavesOtherTagsAlone(String tag) {
        assertThat(TagVersion.parse(tag)).isEmpty();
    }

    @Test
    void ordersByNumbersWithMissingBeforeZero() {
        List<String> ordered =
                List.of("0", "0.0", "0.1", "1", "1.0", "1.0.0", "1.0.1", "1.2", "1.9", "1.10", "2", "10");
        List<String> shuffled = new ArrayList<>(ordered);
        Collections.reverse(shuffled);

        assertThat(shuffled.stream()
                        .map(tag -> TagVersion.parse(tag).orElseThrow())
                        .sorted(TagVersion.ORDER))
                .extracting(TagVersion::toString)
                .isEqualTo(ordered);
        assertThat(TagVersion.ORDER.compare(
                        TagVersion.parse("v1.2-alpine").orElseThrow(),
                        TagVersion.parse("1.02").orElseThrow()))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "3.14.0-rc.1, true",
        "3.14.0-rc1, true",
        "1-beta, true",
        "1-BETA2, true",
        "1-SNAPSHOT, true",
        "1-alpine-dev, true",
        "1-x.nightly_20261101, true",
        "1_canary, true",
        "1-preview.7, true",
        "1-pre, true",
        "1-alpha01, true",
        "1-alpine, false",
        "1, false",
        "1-devel, false",
        "1-rc1a, false",
        "1-press, false",
        "1-alphabet, false"
    })
    void knowsPreReleases(String tag, boolean expected) {
        assertThat(TagVersion.parse(tag).orElseThrow().isPreRelease()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1899.1, false", "1900, true", "2026.11.3, true", "v2199.1, true", "2200, false", "20348, false"})
    void knowsYears(String tag, boolean expected) {
        assertThat(TagVersion.parse(tag).orElseThrow().isCalendar()).isEqualTo(expected);
    }

    @Test
    void equalityIsThatOfTheTag() {
        assertThat(TagVersion.parse("1.2-a"))
                .isEqualTo(TagVersion.parse("1.2-a"))
                .hasSameHashCodeAs(TagVersion.parse("1.2-a"))
                .isNotEqualTo(TagVersion.parse("v1.2-a"))
                .isNotEqualTo(TagVersion.parse("1.2"))
                .isNotEqualTo(TagVersion.parse("1.2.0-a"));
    }

    @Test
    void aTotalOrderPutsTheNewestLast() {
        List<String> ordered = List.of(
                "edge",
                "latest",
                "nightly-9",
                "nightly-10",
                "2025.9",
                "2026.11.3",
                "0.9",
                "1",
                "1.4-rc.1",
                "1.4-rc.2",
                "1.4",
                "1.4-alpine",
                "v1.4",
                "1.10");
        List<String> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new java.util.Random(7));

        shuffled.sort(TagOrder.INSTANCE);

        assertThat(shuffled).isEqualTo(ordered);
    }

    @Test
    void tagsThatDifferInZerosAloneAreStillToldApart() {
        List<String> tags = Arrays.asList("a-01", "a-1", "1.01", "1.1", "a-" + "9".repeat(120));
        for (String one : tags) {
            for (String other : tags) {
                assertThat(TagOrder.INSTANCE.compare(one, other) == 0).isEqualTo(one.equals(other));
                assertThat(Integer.signum(TagOrder.INSTANCE.compare(one, other)))
                        .isEqualTo(-Integer.signum(TagOrder.INSTANCE.compare(other, one)));
            }
        }
    }
}
