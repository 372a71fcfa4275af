package dev.sallyport.appliance.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.MalformedValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://registry.plant.example, https://registry.plant.example",
        "HTTPS://Registry.Plant.Example:443/, https://registry.plant.example",
        "https://registry.plant.example:8443, https://registry.plant.example:8443",
        "http://10.0.0.5:80, http://10.0.0.5",
        "http://registry:443, http://registry:443",
        "https://[2001:db8::5]:443, https://[2001:db8::5]",
    })
    void isWrittenInOneWay(String text, String expected) throws Exception {
        assertThat(PublicUrl.parse(text)).hasToString(expected);
    }

    @Test
    void knowsItsNameWithoutThePort() throws Exception {
        assertThat(PublicUrl.parse("https://registry.plant.example:8443").name())
                .isEqualTo("registry.plant.example");
        assertThat(PublicUrl.parse("https://[2001:db8::5]:8443").name()).isEqualTo("2001:db8::5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "registry.plant.example",
                "ftp://registry.plant.example",
                "https:///",
                "https://user@registry.plant.example",
                "https://registry.plant.example/registry",
                "https://registry.plant.example?x",
                "https://registry.plant.example#x",
                "https://registry.plant.example:port",
                "https://a b",
                "https://a\"b"
            })
    void rejectsWhatClientsCannotUseAsARegistry(String text) {
        assertThatThrownBy(() -> PublicUrl.parse(text)).isInstanceOf(MalformedValueException.class);
    }
}
