package dev.sallyport.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.RepositoryName;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RepositoryPatternTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "docker.io/library/nginx docker.io/library/nginx true",
                "docker.io/library/nginx docker.io/library/nginx2 false",
                "docker.io/library/nginx docker.io/library/ngin false",
                "docker.io/library/* docker.io/library/nginx true",
                "docker.io/library/* docker.io/library/a/b false",
                "docker.io/* docker.io/library/nginx false",
                "docker.io/** docker.io/library/nginx true",
                "docker.io/** docker.io false",
                "docker.io/** dockerxio/a false",
                "** anything/at/all true",
                "* one true",
                "* one/two false",
                "*/* one/two true",
                "**/nginx docker.io/library/nginx true",
                "**/nginx nginx false",
                "docker.io/lib*/n*x docker.io/library/nginx true",
                "docker.io/lib*/n*x docker.io/library/nginy false",
                "*** a/b/c true",
                "quay.io/**,docker.io/library/* docker.io/library/nginx true",
                "quay.io/**,docker.io/library/* ghcr.io/a false",
                ", a false",
                "a, a true",
                ",a a true"
            })
    void selectsByName(String pattern, String name, boolean selected) throws Exception {
        assertThat(RepositoryPattern.parse(pattern).matches(new RepositoryName(name)))
                .isEqualTo(selected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "A", "a b", "a?", "[a]", "a\n", "^a$", "a:b"})
    void refusesWhatIsNoPattern(String text) {
        assertThatThrownBy(() -> RepositoryPattern.parse(text)).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> new RepositoryPattern(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesALongPattern() {
        assertThatThrownBy(() -> RepositoryPattern.parse("a".repeat(1025))).isInstanceOf(MalformedValueException.class);
    }

    // Backtracking would take longer than the universe has; the limit is no measure, only an end.
    @ParameterizedTest
    @ValueSource(strings = {"*a", "**a", "*a*/", "**,"})
    void hostilePatternsAreNotSlow(String part) {
        RepositoryPattern pattern = new RepositoryPattern(part.repeat(1000 / part.length()) + "b");
        RepositoryName name = new RepositoryName("a".repeat(255));
        Assertions.assertTimeoutPreemptively(
                Duration.ofMinutes(1), () -> assertThat(pattern.matches(name)).isEqualTo(part.equals("**,")));
    }
}
