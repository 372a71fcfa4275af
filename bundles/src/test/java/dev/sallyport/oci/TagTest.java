package dev.sallyport.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TagTest {
    @ParameterizedTest
    @ValueSource(strings = {"latest", "1.27", "v1", "_x", "A-b_c.D", "1-alpine3.20", "sha256-0123"})
    void readsTags(String text) throws MalformedValueException {
        assertThat(Tag.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "-", ".a", "-a", "a b", "a/b", "a:b", "a@b", "a+b", "a%", "a\n", "\u00e4"})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Tag.parse(text)).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> new Tag(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isAtMost128Long() throws MalformedValueException {
        assertThat(Tag.parse("a".repeat(128)).name()).hasSize(128);
        assertThatThrownBy(() -> Tag.parse("a".repeat(129))).isInstanceOf(MalformedValueException.class);
    }
}
