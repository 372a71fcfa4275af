package dev.sallyport.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import dev.sallyport.failure.Category;
import dev.sallyport.oci.Tag;
import dev.sallyport.oci.VersionRange;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TagSelectionTest {
    private static final List<String> POSTGRES = List.of(
            "latest",
            "alpine",
            "14-alpine",
            "15",
            "15-alpine",
            "15.7-alpine",
            "15.8-alpine",
            "16.2-alpine",
            "16.3-alpine",
            "16.3",
            "17-alpine",
            "17.0-alpine",
            "17.2-alpine",
            "17.2-alpine3.20",
            "17rc1-alpine",
            "18-alpine",
            "18.0-rc1-alpine",
            "v16.4-alpine",
            "20261101",
            "sha256-" + "0".repeat(64) + ".sig");

    private static TagSelection selection(
            String range, String match, String suffix, String exclude, int keep, int newest) throws Exception {
        return new TagSelection(
                List.of(),
                range == null ? null : VersionRange.parse(range),
                match == null ? null : Pattern.compile(match),
                suffix,
                exclude == null ? List.of() : List.of(exclude.split(" ")),
                keep,
                newest);
    }

    private static List<String> tags(TagSelection selection, List<String> present) throws NoTagSelectedException {
        List<String> shuffled = new ArrayList<>(present);
        Collections.shuffle(shuffled, new Random(1));
        return selection.select("docker.io/library/postgres", shuffled).stream()
                .map(selected -> selected.tag().name())
                .toList();
    }

    @ParameterizedTest(name = "range {0} match {1} suffix {2} exclude {3} keep {4} newest {5}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    >=15 <18 | -               | -alpine | -           | 0 | 0 | 15-alpine 15.7-alpine 15.8-alpine 16.2-alpine 16.3-alpine v16.4-alpine 17-alpine 17.0-alpine 17.2-alpine
                    >=15 <18 | -               | -alpine | 16.3-alpine | 0 | 3 | 17-alpine 17.0-alpine 17.2-alpine
                    >=15 <18 | -               | -alpine | 17*         | 0 | 3 | 16.2-alpine 16.3-alpine v16.4-alpine
                    >=15 <18 | -               | -alpine | 17.?-* v*   | 0 | 2 | 16.3-alpine 17-alpine
                    >=15     | -               | -       | -           | 0 | 0 | 15 16.3
                    -        | -               | -       | -           | 0 | 1 | 16.3
                    -        | 1[67]\\..*      | -       | -           | 0 | 0 | 16.2-alpine 16.3 16.3-alpine 17.0-alpine 17.2-alpine 17.2-alpine3.20
                    -        | 1[67]\\..*      | -alpine | -           | 0 | 0 | 16.2-alpine 16.3-alpine 17.0-alpine 17.2-alpine
                    >=17     | .*alpine3.*     | -       | -           | 0 | 0 | 17.2-alpine3.20
                    -        | .*rc.*          | -       | -           | 0 | 0 | 17rc1-alpine 18.0-rc1-alpine
                    -        | [la][al][tp].*  | -       | -           | 1 | 0 | alpine latest
                    -        | .*              | -       | *-*         | 0 | 0 | 20261101 alpine latest 15 16.3
                    -        | -               | -rc1-alpine | -       | 0 | 1 | 18.0-rc1-alpine
                    """)
    void selects(String range, String match, String suffix, String exclude, int keep, int newest, String expected)
            throws Exception {
        assertThat(tags(selection(range, match, suffix, exclude, keep, newest), POSTGRES))
                .containsExactly(expected.split(" "));
    }

    @Test
    void keepsTheNewestOfEveryFirstTwoNumbers() throws Exception {
        List<String> present = List.of(
                "1.26.1", "1.26.2", "1.27.0", "1.27.9", "1.27.10", "v1.27.11", "1.28", "2", "2.0.1.5", "2.0.1.6");

        assertThat(tags(selection("*", null, null, null, 1, 0), present))
                .containsExactly("1.26.2", "1.27.10", "v1.27.11", "1.28", "2", "2.0.1.6");
        assertThat(tags(selection("*", null, null, null, 2, 3), present)).containsExactly("2", "2.0.1.5", "2.0.1.6");
    }

    @Test
    void theNewestOfDatesAreTheLatestAndYearsGiveWayToVersions() throws Exception {
        assertThat(tags(selection(null, "[0-9]{8}", null, null, 0, 2), List.of("20261101", "20260930", "20251231")))
                .containsExactly("20260930", "20261101");
        assertThat(tags(selection(null, null, null, null, 0, 1), List.of("2026.11.3", "1.4")))
                .containsExactly("1.4");
        assertThat(tags(selection(">=2026", null, null, null, 0, 1), List.of("2026.11.3", "1.4")))
                .containsExactly("2026.11.3");
    }

    @Test
    void saysWhyTheSameWayWhateverElseIsThere() throws Exception {
        TagSelection selection = selection(">=15 <18", null, "-alpine", "16.3-alpine", 1, 3);

        assertThat(selection.select("x", POSTGRES))
                .extracting(SelectedTag::why)
                .containsOnly("range >=15 <18, suffix -alpine, exclude 16.3-alpine, keep 1, newest 3");
        assertThat(new TagSelection(List.of(new Tag("1.10")), null, null, null, List.of(), 0, 0).listed())
                .containsExactly(new SelectedTag(new Tag("1.10"), "tag listed"));
    }

    @Test
    void namesTheNearestTagsWhenNothingFits() throws Exception {
        assertThatThrownBy(() -> tags(selection(">=19", null, "-alpine", null, 0, 1), POSTGRES))
                .isInstanceOf(NoTagSelectedException.class)
                .hasMessage("docker.io/library/postgres has no tag for range >=19, suffix -alpine, newest 1;"
                        + " nearest 18-alpine, 17.2-alpine, 17.0-alpine")
                .satisfies(failure -> assertThat(((NoTagSelectedException) failure).category())
                        .isEqualTo(Category.MISSING));
        assertThatThrownBy(() -> tags(selection("17.x", null, "-bookworm", null, 0, 0), POSTGRES))
                .hasMessageContaining("nearest 17.2-alpine3.20, 17.2-alpine");
        assertThatThrownBy(() -> tags(selection(null, "v2.*", null, null, 0, 0), List.of("edge", "main")))
                .hasMessageContaining("match v2.*; nearest main, edge");
        assertThatThrownBy(() -> tags(selection("1", null, null, null, 0, 0), List.of()))
                .hasMessageEndingWith("has no tag for range 1");
    }

    @Test
    void aListedTagThatIsNotThereIsNamedWithWhatIsNear() {
        TagSelection listed =
                new TagSelection(List.of(new Tag("1.10"), new Tag("1.9")), null, null, null, List.of(), 0, 0);

        assertThatThrownBy(() -> listed.select("h/x", List.of("1.9", "1.11", "2", "latest")))
                .hasMessageStartingWith("h/x has no tag for 1.10; nearest 1.11, ");
        assertThat(TagSelection.nearest("latst", List.of("1", "latest", "late\u001b[2J")))
                .startsWith("latest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "\u001b[31m", "", "../x", "a:b", "1.2\n"})
    void whatIsNoTagIsNeverSelectedNorShown(String hostile) throws Exception {
        TagSelection all = selection(null, "(?s).*", null, null, 0, 0);

        assertThat(tags(all, List.of(hostile, "1"))).containsExactly("1");
        assertThatThrownBy(() -> tags(all, List.of(hostile))).hasMessageEndingWith("has no tag for match (?s).*");
    }

    @Test
    void aTagThatIsListedTwiceIsSelectedOnce() throws Exception {
        assertThat(tags(selection("*", null, null, null, 0, 0), List.of("1", "1", "1")))
                .containsExactly("1");
    }

    @Test
    void aMillionTagsAreNoTrouble() throws Exception {
        List<String> million = new AbstractList<>() {
            @Override
            public String get(int index) {
                return index % 1000 + "." + index / 1000 + (index % 3 == 0 ? "" : "-build" + index);
            }

            @Override
            public int size() {
                return 1_000_000;
            }
        };

        assertThat(selection(">=900", null, null, "97*", 1, 3).select("x", million))
                .extracting(selected -> selected.tag().name())
                .containsExactly("999.993", "999.996", "999.999");
    }

    @Test
    void anExpressionThatOthersWouldTryForEverIsNoTrouble() throws Exception {
        List<String> tags = List.of("a".repeat(127) + "b", "a".repeat(128));

        assertThat(tags(selection(null, "(a|aa|a*)*", null, "*a*a*a*b", 0, 0), tags))
                .containsExactly("a".repeat(128));
    }
}
