package dev.sallyport.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PlatformTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "linux/amd64",
                "linux/arm/v7",
                "windows/amd64",
                "windows/amd64:10.0.20348.2655",
                "unknown/unknown"
            })
    void readsWhatItWrites(String text) throws MalformedValueException {
        assertThat(Platform.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "linux",
                "linux/",
                "/amd64",
                "linux//v7",
                "linux/arm/v7/x",
                "linux/am d64",
                "linux/amd64\n",
                "*/amd64",
                "windows/amd64:",
                "windows/amd64:10.0:1",
                "windows:10/amd64"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Platform.parse(text)).isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "linux/arm64, linux/arm64,    true",
        "linux/arm64, linux/arm64/v8, true",
        "linux/arm64/v8, linux/arm64, false",
        "linux/arm/v7, linux/arm/v6,  false",
        "linux/amd64, linux/arm64,    false",
        "windows/amd64:10.0.20348, windows/amd64:10.0.20348.2655, true",
        "windows/amd64:10.0.2034,  windows/amd64:10.0.20348.2655, false",
        "windows/amd64:10.0.20348.1, windows/amd64:10.0.20348,    false",
        "linux/amd64, windows/amd64,  false"
    })
    void doesNotAskForWhatItDoesNotSay(String asked, String found, boolean selected) throws Exception {
        assertThat(Platform.parse(asked).selects(Platform.parse(found))).isEqualTo(selected);
    }

    @Test
    void keepsTheWindowsBuild() throws Exception {
        JsonReader json = StrictJson.parseObject(
                "a platform",
                "{\"os\":\"windows\",\"architecture\":\"amd64\",\"os.version\":\"10.0.20348.2655\"}".getBytes(UTF_8),
                1000);
        Platform platform = Platform.read(json);
        assertThat(platform).hasToString("windows/amd64:10.0.20348.2655");
        assertThat(Platform.parse("windows/amd64").selects(platform)).isTrue();
        assertThat(platform.selects(Platform.parse("windows/amd64"))).isFalse();
        assertThat(JsonWriter.encodeToString(platform.toJson()))
                .isEqualTo("{\"architecture\":\"amd64\",\"os\":\"windows\",\"os.version\":\"10.0.20348.2655\"}");
    }
}
