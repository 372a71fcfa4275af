package dev.sallyport.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonReaderTest {
    private static JsonReader read(String text) throws MalformedJsonException {
        return StrictJson.parseObject("the document", text.getBytes(UTF_8), 10_000);
    }

    private static void assertRefused(ThrowingCallable call, String why) {
        assertThatThrownBy(call)
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("Cannot read the document: " + why);
    }

    @Test
    void givesTypedMembers() throws MalformedJsonException {
        JsonReader json = read(
                "{\"t\":\"x\",\"n\":7,\"b\":true,\"o\":{\"t\":\"y\"},\"l\":[{\"t\":\"z\"}],\"s\":[\"a\",\"b\"],\"m\":{\"k\":\"v\"}}");
        assertThat(json.text("t")).isEqualTo("x");
        assertThat(json.size("n")).isEqualTo(7);
        assertThat(json.flag("b")).isTrue();
        assertThat(json.object("o").text("t")).isEqualTo("y");
        assertThat(json.objects("l"))
                .singleElement()
                .satisfies(element -> assertThat(element.text("t")).isEqualTo("z"));
        assertThat(json.texts("s")).containsExactly("a", "b");
        assertThat(json.textMap("m")).containsEntry("k", "v").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"x\":null}"})
    void nullIsAbsent(String text) throws MalformedJsonException {
        JsonReader json = read(text);
        assertThat(json.has("x")).isFalse();
        assertThat(json.optionalText("x")).isEmpty();
        assertThat(json.optionalObject("x")).isEmpty();
        assertThat(json.objects("x")).isEmpty();
        assertThat(json.texts("x")).isEmpty();
        assertThat(json.textMap("x")).isEmpty();
        assertThat(json.flag("x")).isFalse();
        assertRefused(() -> json.text("x"), "'x' is missing");
        assertRefused(() -> json.size("x"), "'x' is missing");
        assertRefused(() -> json.object("x"), "'x' is missing");
    }

    @Test
    void aWrongTypeNamesTheMember() throws MalformedJsonException {
        JsonReader json = read("{\"x\":[1],\"y\":\"1\",\"m\":{\"k\":1}}");
        assertRefused(() -> json.text("x"), "'x' is not text");
        assertRefused(() -> json.optionalObject("x"), "'x' is not an object");
        assertRefused(() -> json.flag("x"), "'x' is not true or false");
        assertRefused(() -> json.objects("x"), "'x' has an element that is not an object");
        assertRefused(() -> json.texts("x"), "'x' has an element that is not text");
        assertRefused(() -> json.objects("y"), "'y' is not an array");
        assertThatThrownBy(() -> json.textMap("m")).hasMessageContaining("'k' is not text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "-0", "1.0", "1e3", "1E3", "\"1\"", "9223372036854775808", "99999999999999999999", "true"})
    void refusesWhatIsNoSize(String literal) throws MalformedJsonException {
        JsonReader json = read("{\"size\":" + literal + "}");
        assertThatThrownBy(() -> json.size("size")).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void readsTheLargestSize() throws MalformedJsonException {
        assertThat(read("{\"size\":9223372036854775807}").size("size")).isEqualTo(Long.MAX_VALUE);
        assertThat(read("{\"size\":0}").size("size")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"x\"", "null"})
    void aDocumentMustBeAnObject(String text) {
        assertRefused(() -> read(text), "it is not an object");
    }
}
