package dev.sallyport.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.Json.JsonNumber;
import dev.sallyport.oci.Json.JsonText;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictJsonTest {
    private static final int LIMIT = 1 << 20;

    private static Json parse(String text) throws MalformedJsonException {
        return StrictJson.parse("the document", text.getBytes(UTF_8), LIMIT);
    }

    private static void assertRefused(byte[] content, String why) {
        assertThatThrownBy(() -> StrictJson.parse("the document", content, LIMIT))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith("Cannot read the document: ")
                .hasMessageContaining(why);
    }

    private static void assertRefused(String text, String why) {
        assertRefused(text.getBytes(UTF_8), why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"text\"",
                "null",
                "true",
                "-1.5e3",
                "{\"a\":[1,{\"b\":null}],\"c\":\"\\u00e9 \\ud83d\\ude00 😀\"}"
            })
    void readsWhatTheWriterWritesAgain(String text) throws MalformedJsonException {
        Json value = parse(text);
        assertThat(parse(JsonWriter.encodeToString(value))).isEqualTo(value);
    }

    @Test
    void keepsTheOrderOfMembers() throws MalformedJsonException {
        assertThat(JsonWriter.encodeToString(parse(" { \"b\" : 1 , \"a\" : 2 } ")))
                .isEqualTo("{\"b\":1,\"a\":2}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"b\":2,\"a\":3}",
                "{\"a\":1,\"\\u0061\":2}",
                "[{\"x\":{\"size\":1,\"size\":2}}]"
            })
    void refusesDuplicateMembers(String text) {
        assertRefused(text, "Duplicate field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1,}",
                "[1,]",
                "[1 2]",
                "{a:1}",
                "{'a':1}",
                "01",
                "+1",
                ".5",
                "NaN",
                "Infinity",
                "/* no */ {}",
                "{} // no",
                "\"a\nb\"",
                "\"\\x\"",
                "tru",
                "\uFEFF{}"
            })
    void refusesWhatIsNotJson(String text) {
        assertRefused(text, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}{}", "{} {}", "1 2", "{}x", "{}]", "{}\0"})
    void refusesWhatFollowsTheValue(String text) {
        assertRefused(text, "");
    }

    @Test
    void refusesDeepNesting() throws MalformedJsonException {
        assertThat(parse("[".repeat(StrictJson.DEPTH) + "]".repeat(StrictJson.DEPTH)))
                .isNotNull();
        assertRefused("[".repeat(StrictJson.DEPTH + 1) + "]".repeat(StrictJson.DEPTH + 1), "nesting depth");
        assertRefused("[".repeat(500_000), "nesting depth");
        assertRefused("{\"a\":".repeat(100_000), "nesting depth");
    }

    @Test
    void refusesHugeNumbers() throws MalformedJsonException {
        assertThat(parse("1e999999999")).isEqualTo(new JsonNumber("1e999999999"));
        assertRefused("9".repeat(33), "Number value length");
        assertRefused("1." + "0".repeat(100_000), "Number value length");
        assertRefused("[-" + "1".repeat(500_000) + "]", "Number value length");
    }

    @Test
    void refusesLongMemberNames() {
        assertRefused("{\"" + "n".repeat(50_000) + "\":1}", "Name length");
    }

    @Test
    void refusesASmallDocumentThatWouldGrowIntoALargeTree() {
        assertRefused("[" + "[],".repeat(300_000) + "[]]", "Token count");
        assertRefused("[" + "0,".repeat(500_000) + "0]", "Token count");
    }

    @Test
    void refusesADocumentOverItsLimit() throws MalformedJsonException {
        byte[] exact = ("\"" + "x".repeat(98) + "\"").getBytes(UTF_8);
        assertThat(StrictJson.parse("it", exact, 100)).isEqualTo(new JsonText("x".repeat(98)));
        assertThatThrownBy(() -> StrictJson.parse("it", exact, 99))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("100 bytes, more than the 99 allowed");
    }

    @Test
    void refusesInvalidUtf8() {
        for (byte[] hostile : new byte[][] {
            {'"', (byte) 0xff, '"'},
            {'"', (byte) 0xc0, (byte) 0xaf, '"'},
            {'"', (byte) 0xe2, (byte) 0x82, '"'},
            {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            {'"', (byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80, '"'},
        }) {
            assertRefused(hostile, "not valid UTF-8");
        }
        assertRefused("{}".getBytes(Charset.forName("UTF-16")), "not valid UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\udc00\\ud800\"",
                "\"a\\ud83d\"",
                "\"\\ud83dx\"",
                "[\"\\ud800\\ud83d\\ude00\"]"
            })
    void refusesHalvesOfCharacters(String text) {
        assertRefused(text, "not valid Unicode");
        assertRefused("{" + text.replace("[", "").replace("]", "") + ":1}", "");
    }

    @Test
    void messagesAreSafeToPrint() {
        assertThatThrownBy(() -> parse("{\"\u001b[31m\u202e\":1}x"))
                .isInstanceOf(MalformedJsonException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b", "\u202e", "\n"));
    }
}
