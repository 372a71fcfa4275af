package dev.sallyport.appliance.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.MalformedValueException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NameResolutionTest {
    private final NameResolution names = new NameResolution("docker.io", Set.of("appliance.example:5000"));

    @ParameterizedTest
    @CsvSource({
        "docker.io/library/nginx, docker.io/library/nginx",
        "registry.example_5000/app, registry.example_5000/app",
        "registry_5000/app, registry_5000/app",
        "localhost/app, localhost/app",
        "library/nginx, docker.io/library/nginx",
        "nginx, docker.io/library/nginx",
        "team/app, docker.io/team/app",
        "docker.io, docker.io/library/docker.io",
        "localhost, docker.io/library/localhost",
    })
    void nameWithoutNamespace(String name, String expected) throws MalformedValueException {
        assertThat(names.resolve(null, name)).hasToString(expected);
        assertThat(names.resolve("appliance.example:5000", name)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io, library/nginx, docker.io/library/nginx",
        "docker.io, docker.io/library/nginx, docker.io/library/nginx",
        "docker.io, nginx, docker.io/nginx",
        "docker.io, quay.io/app, docker.io/quay.io/app",
        "Docker.IO, library/nginx, docker.io/library/nginx",
        "index.docker.io, library/nginx, docker.io/library/nginx",
        "registry-1.docker.io, library/nginx, docker.io/library/nginx",
        "registry.example:5000, app, registry.example_5000/app",
        "registry.example:5000, registry.example_5000/app, registry.example_5000/app",
        "registry.example, registry.example_5000/app, registry.example/registry.example_5000/app",
        "localhost:5000, app, localhost_5000/app",
    })
    void namespaceSaysTheHost(String ns, String name, String expected) throws MalformedValueException {
        assertThat(names.resolve(ns, name)).hasToString(expected);
    }

    @Test
    void onlyDockerHubKeepsSingleNamesInLibrary() throws MalformedValueException {
        NameResolution quay = new NameResolution("quay.example:8443", Set.of());
        assertThat(quay.resolve(null, "app")).hasToString("quay.example_8443/app");
        assertThat(quay.resolve(null, "team/app")).hasToString("quay.example_8443/team/app");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/b",
                "..",
                "docker.io/..",
                "docker.io%2f..",
                "host:port",
                "host:1:2",
                "-a",
                "a b",
                "a\n",
                "[::1]"
            })
    void rejectsNamespaceThatIsNoHost(String ns) {
        assertThatThrownBy(() -> names.resolve(ns, "library/nginx")).isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a//b", "a/../b", "..", "A", "a b", "a%2fb", "a\u0000", "ä"})
    void rejectsNameThatBreaksTheGrammar(String name) {
        assertThatThrownBy(() -> names.resolve(null, name)).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> names.resolve("docker.io", name)).isInstanceOf(MalformedValueException.class);
    }

    @Test
    void rejectsNameThatIsTooLongWithItsHost() {
        String longest = "a".repeat(255);
        assertThatThrownBy(() -> names.resolve(null, longest)).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> names.resolve("docker.io", longest)).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> names.resolve(longest + longest, "app")).isInstanceOf(MalformedValueException.class);
    }
}
