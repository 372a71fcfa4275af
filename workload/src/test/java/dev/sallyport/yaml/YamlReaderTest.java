package dev.sallyport.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlReaderTest {
    private static final YamlReader READER = new YamlReader(YamlLimits.USUAL, RepeatedKeys.REFUSED);

    @Test
    void keepsEveryScalarAsItWasWritten() throws Exception {
        YamlMap map = map("a: 1.10\nb: 0o17\nc: 'yes'\nd: yes\ne: ~\nf:\ng: !!str 1\n");
        assertThat(text(map, "a").value()).isEqualTo("1.10");
        assertThat(text(map, "b").value()).isEqualTo("0o17");
        assertThat(text(map, "c").isTrue()).isFalse();
        assertThat(text(map, "d").isTrue()).isTrue();
        assertThat(map.get("e")).isNull();
        assertThat(map.get("f")).isNull();
        assertThat(text(map, "g").value()).isEqualTo("1");
    }

    @Test
    void knowsThePlaceOfEveryValue() throws Exception {
        YamlMap map = map("a:\n  - x\n  -   y\nb: {c: z}\n");
        YamlList list = (YamlList) map.entries().get("a");
        assertThat(list.items().get(1).place()).isEqualTo(new Place("f.yaml", 3, 7));
        assertThat(map.map("b").text("c").place()).hasToString("f.yaml:4:8");
        assertThat(map.map("b").text("c").place().fileAndLine()).isEqualTo("f.yaml:4");
    }

    @Test
    void readsManyDocuments() throws Exception {
        List<Yaml> documents = read("f.yaml", "# only a comment\n---\na: 1\n---\n---\n- b\n...\n");
        assertThat(documents).hasSize(3);
        assertThat(documents.get(1).isNull()).isTrue();
        assertThat(documents.get(2)).isInstanceOf(YamlList.class);
        assertThat(read("f.yaml", "")).isEmpty();
        assertThat(read("f.yaml", "\uFEFFa: 1")).hasSize(1);
    }

    @Test
    void followsAnchorsAndMergeKeys() throws Exception {
        YamlMap map = map("""
                base: &base {image: a, tag: t}
                other: &other {tag: u, more: m}
                one: {<<: *base, image: b}
                two: {<<: [*base, *other]}
                quoted: {"<<": c}
                same: *base
                """);
        assertThat(map.map("one").text("image").value()).isEqualTo("b");
        assertThat(map.map("one").text("tag").value()).isEqualTo("t");
        assertThat(map.map("two").text("tag").value()).isEqualTo("t");
        assertThat(map.map("two").text("more").value()).isEqualTo("m");
        assertThat(map.map("quoted").text("<<").value()).isEqualTo("c");
        assertThat(map.map("same")).isSameAs(map.map("base"));
    }

    @Test
    void keepsTagsThatAProgramMayMean() throws Exception {
        assertThat(map("image: !reset null\n").entries().get("image").tag()).isEqualTo("!reset");
        assertThat(map("!!javax.script.ScriptEngineManager {a: b}").text("a").value())
                .isEqualTo("b");
    }

    @Test
    void readsJsonValuesOneAfterAnother() throws Exception {
        List<Yaml> documents = read("f.json", "{\n\t\"a\": [1.10, true, null, \"true\\/\\ud83d\\ude00\"]}\n{}");
        assertThat(documents).hasSize(2);
        YamlList list = (YamlList) ((YamlMap) documents.get(0)).entries().get("a");
        assertThat(((YamlText) list.items().get(0)).value()).isEqualTo("1.10");
        assertThat(((YamlText) list.items().get(1)).isTrue()).isTrue();
        assertThat(list.items().get(2).isNull()).isTrue();
        assertThat(((YamlText) list.items().get(3)).value()).isEqualTo("true/\ud83d\ude00");
        assertThat(list.items().get(0).place()).isEqualTo(new Place("f.json", 2, 8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: [1",
                "a: 1\na: 2",
                "{a: b}: c",
                "[a]: c",
                "a: *nothing",
                "a: &a [*a]",
                "a: &a {b: *a}",
                "<<: text",
                "<<: [[]]",
                "a: \u0001",
                "a: 'x",
                "\tx: y\n z",
                "--- a\n b: c: d",
                "%YAML 3.0\n---\na",
            })
    void refusesWhatIsNoYaml(String text) {
        assertThatThrownBy(() -> read("f.yaml", text))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageStartingWith("Cannot read f.yaml:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1,", "{\"a\":1,\"a\":2}", "{a:1}", "tru", "\"x", "[1]]", "{\"a\" 1}"})
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> read("f.json", text)).isInstanceOf(MalformedDocumentException.class);
    }

    @Test
    void theLastOfRepeatedKeysCountsWhereThatIsMeant() throws Exception {
        YamlReader reader = new YamlReader(YamlLimits.USUAL, RepeatedKeys.LAST_COUNTS);
        YamlMap yaml =
                (YamlMap) reader.read("f.yaml", "a: 1\na: 2".getBytes(UTF_8)).get(0);
        YamlMap json = (YamlMap)
                reader.read("f.json", "{\"a\":1,\"a\":2}".getBytes(UTF_8)).get(0);
        assertThat(yaml.text("a").value()).isEqualTo("2");
        assertThat(json.text("a").value()).isEqualTo("2");
    }

    @Test
    void anErrorNamesFileLineAndColumn() {
        assertThatThrownBy(() -> read("dir/f.yaml", "a: 1\nb: 2\na: 3\n"))
                .isInstanceOfSatisfying(MalformedDocumentException.class, e -> {
                    assertThat(e).hasMessage("Cannot read dir/f.yaml:3:1: 'a' stands twice in one mapping");
                    assertThat(e.facts()).containsEntry("line", "3").containsEntry("file", "dir/f.yaml");
                });
    }

    @Test
    void textOfTheFileReachesNoTerminalRaw() {
        assertThatThrownBy(() -> read("f.yaml", "\"\\e]0;x\\a\": 1\n\"\\e]0;x\\a\": 2\n"))
                .isInstanceOf(MalformedDocumentException.class)
                .satisfies(
                        e -> assertThat(e.getMessage()).doesNotContain("\u001b").contains("?]0;x?"));
    }

    @Test
    void refusesAliasesThatWouldGrowBeyondTheLimit() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 40; i++) {
            String before = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + String.join(", ", List.of(before, before, before)) + "]\n");
        }
        assertThatThrownBy(() -> read("f.yaml", bomb.toString()))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageContaining("1000000 values");
    }

    @Test
    void refusesMergeKeysThatWouldGrowBeyondTheLimit() {
        StringBuilder bomb = new StringBuilder("a0: &a0 {");
        for (int i = 0; i < 1000; i++) {
            bomb.append("k" + i + ": v, ");
        }
        bomb.append("}\n");
        for (int i = 1; i < 1000; i++) {
            bomb.append("b" + i + ": {<<: *a0}\n");
        }
        assertThatThrownBy(() -> read("f.yaml", bomb.toString())).hasMessageContaining("1000000 values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"f.yaml", "f.json"})
    void refusesWhatIsOverALimit(String file) {
        YamlReader reader = new YamlReader(new YamlLimits(2000, 5, 100, 3), RepeatedKeys.REFUSED);
        assertOver(reader, file, "[" + "1,".repeat(1000) + "1]", "2000 allowed");
        assertOver(reader, file, "[" + "1,".repeat(100) + "1]", "more than 100 values");
        assertOver(reader, file, "[[[[[[]]]]]]", "more than 5 deep");
        assertOver(reader, file, file.endsWith("json") ? "1 2 3 4" : "--- 1\n--- 2\n--- 3\n--- 4\n", "3 documents");
    }

    @ParameterizedTest
    @ValueSource(strings = {"f.yaml", "f.json"})
    void deepNestingCostsNoStack(String file) {
        assertOver(READER, file, "[".repeat(1_000_000), "more than 100 deep");
        assertOver(READER, file, "{\"a\":".repeat(200_000), "more than 100 deep");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        assertThatThrownBy(() -> READER.read("f.yaml", new byte[] {'a', ':', (byte) 0xC3, 0x28}))
                .hasMessageContaining("not valid UTF-8");
        assertThatThrownBy(() -> READER.read("f.json", "\"a\"".getBytes(java.nio.charset.StandardCharsets.UTF_16)))
                .hasMessageContaining("not valid UTF-8");
    }

    private static void assertOver(YamlReader reader, String file, String text, String message) {
        assertThatThrownBy(() -> reader.read(file, text.getBytes(UTF_8)))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageContaining(message);
    }

    private static List<Yaml> read(String file, String text) throws MalformedDocumentException {
        return READER.read(file, text.getBytes(UTF_8));
    }

    private static YamlMap map(String text) throws MalformedDocumentException {
        return (YamlMap) read("f.yaml", text).get(0);
    }

    private static YamlText text(YamlMap map, String key) {
        return (YamlText) map.entries().get(key);
    }
}
