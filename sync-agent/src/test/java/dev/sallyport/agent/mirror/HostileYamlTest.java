package dev.sallyport.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostileYamlTest {
    private static String refusal(byte[] content) {
        InvalidFileException failure = catchThrowableOfType(
                InvalidFileException.class, () -> MirrorFile.parse(Path.of("mirror.yaml"), content));
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage()).doesNotContain("\n");
        return failure.getMessage();
    }

    private static String refusal(String text) {
        return refusal(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    a: &x [1]                        | mirror.yaml:1:4: an anchor, which is not taken here
                    a: *x                            | mirror.yaml:1:4: an alias, which is not taken here
                    exclude: [*-debug]               | mirror.yaml:1:11: an alias, which is not taken here; write the value out, or quote
                    a: !!binary aGk=                 | mirror.yaml:1:4: a YAML tag, which is not taken here
                    a: !<tag:yaml.org,2002:int> 1    | mirror.yaml:1:4: a YAML tag
                    a: !!java.net.URL [x]            | mirror.yaml:1:4: a YAML tag
                    ! a: 1                           | mirror.yaml:1:1: a YAML tag
                    ? [a, b] : c                     | mirror.yaml:1:3: this cannot be a key
                    ? {a: b} : c                     | mirror.yaml:1:3: this cannot be a key
                    : 1                              | mirror.yaml:1:1: this is no YAML
                    a: [1                            | this is no YAML
                    a: 'x                            | this is no YAML
                    a: b: c                          | mirror.yaml:1:5: this is no YAML
                    a: "\\q"                         | this is no YAML
                    @a: 1                            | mirror.yaml:1:1: this is no YAML
                    %YAML 3.0                        | this is no YAML
                    """)
    void isRefusedWithItsPlace(String text, String expected) {
        assertThat(refusal(text + "\n")).contains(expected);
    }

    @Test
    void namesTheLineOfEverythingThatIsNotText() {
        assertThat(refusal("")).contains("mirror.yaml:1:1: the file is empty");
        assertThat(refusal("# a comment\n")).contains("the file is empty");
        assertThat(refusal("stream: a\n---\nstream: b\n")).contains("mirror.yaml:2:1: a second document begins");
        assertThat(refusal("stream: a\nstream: b\n"))
                .contains("mirror.yaml:2:1: stream is there twice; the first is on line 1");
        assertThat(refusal("a:\n\tb: 1\n"))
                .contains("mirror.yaml:2:1", "lines are indented with spaces, not with tabs");
        assertThat(refusal("stream: a\n# \u0007\n")).contains("mirror.yaml:2:3: a control character, U+0007");
        assertThat(refusal("stream: a\nkey: \u009b2J\n")).contains("mirror.yaml:2:6: a control character, U+009B");
        assertThat(refusal("a: \0")).contains("U+0000");
        assertThat(refusal(new byte[] {'a', ':', '\n', 'b', (byte) 0xff}))
                .contains("mirror.yaml:2:2: a byte that is not valid UTF-8");
        assertThat(refusal(new byte[] {'a', (byte) 0xed, (byte) 0xa0, (byte) 0x80}))
                .contains("not valid UTF-8");
        assertThat(refusal("a: b".getBytes(StandardCharsets.UTF_16))).contains("not valid UTF-8");
    }

    @Test
    void nothingFromTheFileReachesATerminalUnprinted() {
        assertThat(refusal("stream: \"\\e[2J\"\n")).contains("stream is '?[2J'");
        assertThat(refusal("{stream: a, \"\\e[2J\": 1}")).contains("['?[2J'] is not known");
        assertThat(refusal("{stream: a, \"\\u202e\": 1}")).contains("'?'");
    }

    @Test
    void aBombOfAliasesDoesNotGoOff() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(refusal(bomb.toString())).contains("mirror.yaml:1:5: an anchor");
    }

    @Test
    void depthSizeAndCountAreBounded() {
        assertThat(refusal("a: " + "[".repeat(50_000))).contains("nested more than 16 deep");
        assertThat(refusal("a: " + "{x: ".repeat(20_000))).contains("nested more than 16 deep");
        assertThat(refusal("- ".repeat(20_000))).contains("nested more than 16 deep");
        assertThat(refusal("[" + "a,".repeat(200_001) + "]")).contains("more than 200000 values");
        assertThat(refusal("# " + "x".repeat(MirrorFile.LARGEST))).contains("more than 4194304 bytes");
        assertThat(refusal("x".repeat(1025) + ": 1")).contains("mirror.yaml:1:1");
    }

    @Test
    void noSequenceOfBytesBreaksTheReader() {
        Random random = new Random(20261121);
        byte[] good =
                "stream: a\nimages:\n  - ref: 'a/b:1'\n    platforms: [linux/amd64]\n".getBytes(StandardCharsets.UTF_8);
        String pieces = "[]{}:,-?&*!|>'\"%@`#\n \tab0\\\u0085\ufeff";
        for (int round = 0; round < 500; round++) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            int cut = random.nextInt(good.length);
            content.write(good, 0, cut);
            for (int i = random.nextInt(6); i >= 0; i--) {
                char piece = pieces.charAt(random.nextInt(pieces.length()));
                content.writeBytes(Character.toString(piece).getBytes(StandardCharsets.UTF_8));
            }
            content.write(good, cut, good.length - cut);
            try {
                assertThat(MirrorFile.parse(Path.of("mirror.yaml"), content.toByteArray()))
                        .isNotNull();
            } catch (InvalidFileException e) {
                assertThat(e.getMessage()).startsWith("mirror.yaml");
            }
        }
    }
}
