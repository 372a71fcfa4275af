package dev.sallyport.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RepositoryNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "0",
                "docker.io/library/nginx",
                "localhost_5000/a",
                "a.b/c_d/e__f/g-h/i---j",
                "a/manifests/b"
            })
    void readsNames(String text) throws MalformedValueException {
        assertThat(RepositoryName.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "a/", "/a", "a//b", "A", "a/B", ".", "..", "a/..", "../a", "a/./b", "a.", ".a", "_a", "a_",
                "-a", "a-", "a..b", "a___b", "a._b", "a:b", "a@b", "a b", "a\\b", "a%2fb", "a\n", "a\0", "\u00e4"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> RepositoryName.parse(text)).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> new RepositoryName(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isAtMost255Long() throws MalformedValueException {
        assertThat(RepositoryName.parse("a".repeat(255)).value()).hasSize(255);
        assertThatThrownBy(() -> RepositoryName.parse("a".repeat(256))).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> RepositoryName.of("quay.io", "a".repeat(250)))
                .isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io/library/nginx, true",
        "localhost/a, true",
        "localhost_5000/a, true",
        "registry_5000/a/b, true",
        "library/nginx, false",
        "team/docker.io, false",
        "nginx, false",
        "docker.io, false",
        "registry_123456/a, false"
    })
    void knowsWhetherItStartsWithAHost(String text, boolean host) {
        assertThat(new RepositoryName(text).startsWithHost()).isEqualTo(host);
    }
}
