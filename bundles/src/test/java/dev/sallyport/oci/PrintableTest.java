package dev.sallyport.oci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrintableTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain text 1.2/3:4@5|plain text 1.2/3:4@5",
                "\u00e9\u4e2d\uD83D\uDE00|\u00e9\u4e2d\uD83D\uDE00",
                "a\u001b[31mred|a?[31mred",
                "a\tb\0c\u007fd\u0085e|a?b?c?d?e",
                "abc\u202egnp.exe|abc?gnp.exe",
                "\u200b\u2066x\u2069|??x?",
                "a\u2028b\u2029c|a?b?c",
                "tag\uDB40\uDC41ged|tag?ged",
            })
    void replacesWhatCouldDriveATerminal(String text, String clean) {
        assertThat(Printable.clean(text)).isEqualTo(clean);
    }

    @Test
    void replacesHalvesOfCharactersAndLineEnds() {
        assertThat(Printable.clean("a\uD800b\uDC00\r\n")).isEqualTo("a?b???");
    }

    @Test
    void cutsLongTextBetweenCharacters() {
        assertThat(Printable.shorten("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(Printable.shorten("x".repeat(201))).isEqualTo("x".repeat(200) + "…");
        assertThat(Printable.shorten("x".repeat(199) + "\uD83D\uDE00 and more")).isEqualTo("x".repeat(199) + "…");
    }
}
