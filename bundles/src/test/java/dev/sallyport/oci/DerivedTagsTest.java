package dev.sallyport.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.TagExamples.Example;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of {@code docs/tag-resolution.md}, by its own examples. */
final class DerivedTagsTest {
    private static final int MOST_NAMED = 3;

    static List<Example> examples() throws IOException {
        return TagExamples.read();
    }

    @Test
    void thePageHasExamples() throws IOException {
        assertThat(examples()).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleHolds(Example example) {
        List<String> tags = example.present().stream().map(TaggedImage::tag).toList();
        Optional<TagChoice> choice = DerivedTags.of(example.asked(), example.present());
        switch (example.answer()) {
            case "exact" -> {
                assertThat(tags).contains(example.asked());
                assertThat(choice).isEmpty();
            }
            case "404" -> {
                assertThat(tags).doesNotContain(example.asked());
                assertThat(choice).isEmpty();
                assertThat(NearestTags.of(example.asked(), tags, MOST_NAMED)).isEqualTo(example.named());
            }
            case "tie" ->
                assertThat(choice).hasValueSatisfying(tie -> {
                    assertThat(tie.isTie()).isTrue();
                    assertThat(tie.chosen()).extracting(TaggedImage::tag).isEqualTo(example.named());
                });
            default ->
                assertThat(choice)
                        .hasValueSatisfying(found -> assertThat(found.chosen())
                                .extracting(TaggedImage::tag)
                                .containsExactly(example.answer()));
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void whatIsKeptForAReleaseIsWhatIsChosenOneByOne(Example example) {
        List<TaggedImage> shuffled = new ArrayList<>(example.present());
        Collections.shuffle(shuffled, new Random(1));
        var all = DerivedTags.all(shuffled);

        assertThat(all).isEqualTo(DerivedTags.all(example.present()));
        all.forEach((asked, choice) -> assertThat(
                        DerivedTags.of(asked, example.present()).orElseThrow().chosen())
                .isEqualTo(choice.chosen()));
        assertThat(all.keySet())
                .doesNotContainAnyElementsOf(
                        example.present().stream().map(TaggedImage::tag).toList());
    }

    private static TaggedImage image(String tag, String... platforms) {
        return new TaggedImage(tag, Digest.sha256(tag.getBytes(UTF_8)), Set.of(platforms));
    }

    @Test
    void saysWhyTheOthersLost() {
        TagChoice choice = DerivedTags.of(
                        "latest",
                        List.of(
                                image("1.26", "linux/amd64", "linux/arm64", "linux/s390x"),
                                image("1.27", "linux/amd64"),
                                image("1.25"),
                                image("2026.1")))
                .orElseThrow();

        assertThat(choice.losses())
                .containsExactly(
                        new TagChoice.Loss("1.27", "lacks linux/arm64, linux/s390x, which 1.26 has"),
                        new TagChoice.Loss("1.25", "lower than 1.26"),
                        new TagChoice.Loss("2026.1", "a date counts only where there is no other version"));
    }

    @Test
    void aHundredThousandTagsAreWorkedOutTogether() {
        List<TaggedImage> many = IntStream.range(0, 100_000)
                .mapToObj(i -> image(i / 10_000 + "." + i / 100 % 100 + "." + i % 100))
                .toList();

        var all = DerivedTags.all(many);

        assertThat(all).hasSize(1 + 10 + 1000);
        assertThat(all.get("latest").chosen()).extracting(TaggedImage::tag).containsExactly("9.99.99");
        assertThat(all.get("3.7").chosen()).extracting(TaggedImage::tag).containsExactly("3.7.99");
    }
}
