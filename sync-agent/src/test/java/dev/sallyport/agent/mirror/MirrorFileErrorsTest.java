package dev.sallyport.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.failure.Category;
import dev.sallyport.terminal.FailureReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MirrorFileErrorsTest {
    private static MirrorFile parse(String text) throws InvalidFileException {
        return MirrorFile.parse(Path.of("mirror.yaml"), text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> problems(String text) {
        InvalidFileException failure = catchThrowableOfType(InvalidFileException.class, () -> parse(text));
        assertThat(failure).as(text).isNotNull();
        assertThat(failure.category()).isEqualTo(Category.USAGE);
        return failure.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void namesPlaceAndNearestKey() {
        String text = """
                stream: a
                images:
                  - ref: a/b:1
                  - ref: a/c:1
                  - ref: a/d:1
                  - repository: a/e
                    tgas: [1]
                    newest: 1
                """;

        assertThat(problems(text)).containsExactly("mirror.yaml:7:5: images[3].tgas is not known; did you mean tags?");
        assertThat(problems("stream: a\nqqqqqqqq: 1\n"))
                .singleElement()
                .asString()
                .startsWith("mirror.yaml:2:1: qqqqqqqq is not known; expected one of stream, key, output");
    }

    @Test
    void namesEveryErrorAtOnce() {
        InvalidFileException failure = catchThrowableOfType(InvalidFileException.class, () -> parse("""
                        stream: Not A Stream
                        platforms: linux/amd64
                        volume-size: big
                        images:
                          - ref: "a b"
                            optional: perhaps
                          - repository: a/b:1
                            newest: 0
                          - {}
                        """));

        assertThat(failure).hasMessage("mirror.yaml has 8 errors");
        assertThat(failure.details())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("mirror.yaml:1:9: stream is 'Not A Stream'; expected at most"),
                        line -> assertThat(line)
                                .isEqualTo("mirror.yaml:2:12: platforms is 'linux/amd64'; expected a list of platforms,"
                                        + " such as [linux/amd64, linux/arm64]"),
                        line -> assertThat(line).contains(":3:14: volume-size is 'big'; expected a size such as 8G"),
                        line -> assertThat(line).contains(":5:10: images[0].ref is 'a b'; expected an image such as"),
                        line -> assertThat(line)
                                .contains(":6:15: images[0].optional is 'perhaps'; expected true or false"),
                        line -> assertThat(line)
                                .contains(
                                        ":7:17: images[1].repository is 'a/b:1'; expected a repository without a tag"),
                        line -> assertThat(line)
                                .contains(":8:13: images[1].newest is '0'; expected a whole number from 1"),
                        line -> assertThat(line).contains(":9:5: images[2] is no image; expected ref or repository"));
        assertThat(FailureReport.text("sync-agent", failure)).hasLineCount(10);
    }

    @Test
    void tellsTwentyErrorsAndCountsTheRest() {
        InvalidFileException failure = catchThrowableOfType(
                InvalidFileException.class, () -> parse("stream: a\nimages:\n" + "  - ref: '!'\n".repeat(50)));

        assertThat(failure).hasMessage("mirror.yaml has 50 errors; the first 20 are");
        assertThat(failure.details()).hasSize(20);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {}                                                     | stream is missing; expected at most 63
                    []                                                     | the file is a list; expected a mirror file
                    word                                                   | the file is 'word'; expected a mirror file
                    {stream: a, images: {ref: x}}                          | images is a mapping; expected a list of images
                    {stream: a, key: }                                     | key is empty; expected the path
                    {stream: a, key: ''}                                   | key is ''; expected the path
                    {stream: a, prune: all}                                | prune is 'all'; expected none or unselected
                    {stream: a, expires: soon}                             | expires is 'soon'; expected a duration such as 90d
                    {stream: a, include: [everything]}                     | include[0] is 'everything'; expected one of signatures
                    {stream: a, platforms: [linux/amd64, linux/amd64]}     | platforms[1] is 'linux/amd64', which is in the list already
                    {stream: a, platforms: []}                             | platforms has 0 items; expected a list of platforms
                    {stream: a, images: [{repository: x}]}                 | images[0] does not say which; expected one of tags, range, match, keep, newest
                    {stream: a, images: [{repository: x, suffix: -a}]}     | images[0] does not say which
                    {stream: a, images: [{ref: x, repository: y}]}         | images[0] has ref and repository; expected one of them
                    {stream: a, images: [{ref: x, newest: 1}]}             | images[0].newest is of no use here; expected it beside repository
                    {stream: a, images: [{repository: x, tags: [1], range: 1}]} | images[0].range does not go together with tags
                    {stream: a, images: [{repository: x, range: '>=>'}]}   | images[0].range is '>=>'; expected versions such as ">=15 <18"
                    {stream: a, images: [{repository: x, match: '('}]}     | images[0].match is '('; expected a regular expression in RE2 syntax
                    {stream: a, images: [{repository: x, match: '(?=a)'}]} | images[0].match is '(?=a)'; expected a regular expression in RE2 syntax
                    {stream: a, images: [{repository: x, newest: 1, suffix: alpine}]} | images[0].suffix is 'alpine'; expected a dash
                    {stream: a, images: [{repository: x, newest: 1.5}]}    | images[0].newest is '1.5'; expected a whole number
                    {stream: a, images: [{repository: x, tags: ['a b']}]}  | images[0].tags[0] is 'a b'; expected a tag
                    {stream: a, images: [{ref: 'docker://x'}]}             | images[0].ref is 'docker://x'; expected an image such as
                    {stream: a, images: [{ref: 'docker,io/a/b:1'}]}        | images[0].ref is 'docker,io/a/b:1'; expected an image such as
                    {stream: a, images: [nginx]}                           | images[0] is 'nginx'; expected an image (ref) or tags
                    {stream: a, charts: [{ref: 'oci://shop:1'}]}           | charts[0].ref is 'oci://shop:1'; expected oci://HOST
                    {stream: a, charts: [{path: x, version: 1}]}           | charts[0].version is of no use here; expected it beside chart
                    {stream: a, files: [{path: x}]}                        | files[0].name is missing; expected a name with a host and a tag
                    {stream: a, files: [{path: x, name: tool:1}]}          | files[0].name is 'tool:1'; expected a name with a host
                    {stream: a, files: [{path: x, name: a.b/tool}]}        | files[0].name is 'a.b/tool'; expected a name with a host and a tag
                    {stream: a, manifests: [{path: x, optionl: y}]}           | manifests[0].optionl is not known; did you mean optional?
                    {stream: a, image-paths: [spec.image]}                 | image-paths[0] is 'spec.image'; expected a JSONPath
                    {stream: a, compose: [{file: x, environment: {'1': a}}]} | compose[0].environment.1 is '1'; expected a variable's name
                    {stream: a, aliases: {docker.io/x: a.b/c}}             | aliases['docker.io/x'] is 'docker.io/x'; expected a repository name without a host
                    {stream: a, registries: {Docker.IO: {}}}               | registries['Docker.IO'] is 'Docker.IO'; expected a registry host
                    {stream: a, registries: {docker.io: {paralel: 4}}}     | registries['docker.io'].paralel is not known; did you mean parallel?
                    {stream: a, registries: {docker.io: {parallel: 65}}}   | registries['docker.io'].parallel is '65'; expected a whole number from 1 to 64
                    {stream: a, registries: {docker.io: {key: a.pem}}}     | registries['docker.io'].key is of no use here; expected it beside certificate
                    {stream: a, output: 'https://x/y'}                     | output is 'https://x/y'; expected a path
                    """)
    void saysWhatIsWrongAndWhatIsExpected(String text, String expected) {
        assertThat(problems(text)).anySatisfy(problem -> assertThat(problem).contains(expected));
    }

    @Test
    void refusesWhatIsNamedTwice() {
        assertThat(problems("""
                        stream: a
                        images:
                          - ref: nginx
                          - ref: docker.io/library/nginx:latest
                        files:
                          - {path: a, name: h.example/a:1}
                          - {path: b, name: h.example/a:1}
                        """))
                .containsExactly(
                        "mirror.yaml:4:10: docker.io/library/nginx:latest is there already on line 3; expected it once",
                        "mirror.yaml:7:21: h.example/a:1 is there already on line 6; expected it once");
        assertThat(problems("{stream: a, images: [{ref: 'x@sha256:" + "a".repeat(64) + "', digest: 'sha256:"
                        + "b".repeat(64) + "'}]}"))
                .singleElement()
                .asString()
                .contains("digest is sha256:bbb", "expected that of ref, sha256:aaa");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{stream: a, images: [{ref: 'joe:s3cret@registry.example/app:1'}]}",
                "{stream: a, charts: [{ref: 'https://joe:s3cret@charts.example/index.yaml', chart: x}]}",
                "{stream: a, registries: {docker.io: {mirror: 'joe:s3cret@cache.example'}}}",
                "{stream: a, registries: {docker.io: {mirror: 'https://joe:s3cret@cache.example'}}}",
                "{stream: a, registries: {'joe:s3cret@docker.io': {}}}",
                "{stream: a, 'https://joe:s3cret@x': 1}",
                "{stream: a, aliases: {x: 'joe:s3cret@h.example/a'}}",
                "{stream: a, output: 'https://joe:s3cret@h.example/a'}",
                "{stream: a, files: [{path: x, name: 'joe:s3cret@h.example/a:1'}]}",
                "{stream: a, charts: [{ref: 'ftp://charts.example/index.yaml?token=s3cret', chart: x}]}",
                "stream: a\nimages:\n\t- ref: joe:s3cret@registry.example/app:1\n",
                "stream: a\nimages: [ref: joe:s3cret@registry.example/app:1\n",
                "stream: a\nimages: 'joe:s3cret@registry.example/app:1\n",
            })
    void credentialsAreRefusedAndNeverPrinted(String text) {
        InvalidFileException failure = catchThrowableOfType(InvalidFileException.class, () -> parse(text));

        assertThat(failure).isNotNull();
        assertThat(FailureReport.text("sync-agent", failure)).doesNotContain("s3cret");
        assertThat(failure.toString() + failure.facts()).doesNotContain("s3cret");
    }

    @Test
    void aDeeperKeyIsNotSuggestedForNonsense() {
        assertThatThrownBy(() -> parse("{stream: a, " + "x".repeat(900) + ": 1}"))
                .message()
                .hasSizeLessThan(600);
    }
}
