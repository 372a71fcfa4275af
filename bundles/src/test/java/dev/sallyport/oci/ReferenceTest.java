package dev.sallyport.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReferenceTest {
    private static final String HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @ParameterizedTest
    @CsvSource({
        "nginx,                              docker.io,              library/nginx,   latest",
        "nginx:1.27,                         docker.io,              library/nginx,   1.27",
        "team/app,                           docker.io,              team/app,        latest",
        "library/nginx,                      docker.io,              library/nginx,   latest",
        "docker.io/nginx,                    docker.io,              library/nginx,   latest",
        "docker.io/library/nginx:x,          docker.io,              library/nginx,   x",
        "index.docker.io/nginx,              docker.io,              library/nginx,   latest",
        "registry-1.docker.io/team/app,      docker.io,              team/app,        latest",
        "Docker.IO/nginx,                    docker.io,              library/nginx,   latest",
        "quay.io/acme/tool:v1.2,             quay.io,                acme/tool,       v1.2",
        "ghcr.io/a/b/c/d,                    ghcr.io,                a/b/c/d,         latest",
        "localhost/app,                      localhost,              app,             latest",
        "localhost:5000/app,                 localhost:5000,         app,             latest",
        "registry:5000/app:1,                registry:5000,          app,             1",
        "registry:80,                        docker.io,              library/registry, 80",
        "127.0.0.1:5000/app,                 127.0.0.1:5000,         app,             latest",
        "[::1]:5000/app:1,                   [::1]:5000,             app,             1",
        "[fe80::1]/app,                      [fe80::1],              app,             latest",
        "a-b.example/x_y/z__z/a.b-c--d:T_1,  a-b.example,            x_y/z__z/a.b-c--d, T_1",
    })
    void readsWhatDockerReads(String text, String host, String repository, String tag) throws Exception {
        Reference reference = Reference.parse(text);
        assertThat(reference.host()).isEqualTo(host);
        assertThat(reference.repository()).isEqualTo(repository);
        assertThat(reference.tag()).isEqualTo(new Tag(tag));
        assertThat(reference.digest()).isNull();
        assertThat(reference.selector()).isEqualTo(tag);
        assertThat(Reference.parse(reference.toString())).isEqualTo(reference);
    }

    // Docker's rule: no repository of the hub has upper case, so this must be a host.
    @Test
    void upperCaseMakesAHost() throws Exception {
        assertThat(Reference.parse("Registry/app").host()).isEqualTo("registry");
    }

    @Test
    void aDigestNeedsNoTag() throws Exception {
        Reference reference = Reference.parse("nginx@sha256:" + HEX);
        assertThat(reference.tag()).isNull();
        assertThat(reference).hasToString("docker.io/library/nginx@sha256:" + HEX);
        assertThat(reference.selector()).isEqualTo("sha256:" + HEX);
    }

    @Test
    void withBothTheDigestDecides() throws Exception {
        Reference reference = Reference.parse("localhost:5000/app:1.2@sha256:" + HEX);
        assertThat(reference.tag()).isEqualTo(new Tag("1.2"));
        assertThat(reference.selector()).isEqualTo("sha256:" + HEX);
        assertThat(reference).hasToString("localhost:5000/app:1.2@sha256:" + HEX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "@",
                "/",
                "nginx:",
                "nginx@",
                ":tag",
                "/nginx",
                "nginx/",
                "a//b",
                "docker.io/",
                "Nginx",
                "team/App",
                "team/.app",
                "team/app-",
                "team/a..b",
                "team/a___b",
                "../etc/passwd",
                "quay.io/../../etc/passwd",
                "nginx:-1",
                "nginx:a b",
                "nginx:a/b:",
                "nginx@sha256:abc",
                "nginx@md5:900150983cd24fb0d6963f7d28e17f72",
                "nginx@sha256:" + HEX + "@sha256:" + HEX,
                "host.example:port/app",
                "host.example:65536/app",
                "host.example:123456/app",
                "host..example/app",
                "-host.example/app",
                "host-.example/app",
                "user@host.example/app",
                "https://host.example/app",
                "[::1/app",
                "[zz]/app",
                "[::1]x/app",
                "host.example/app\n",
                "host.example/\u0430pp",
                "h\u00f6st.example/app",
                "nginx:\uD83D\uDE00",
                " nginx"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Reference.parse(text)).isInstanceOf(MalformedValueException.class);
    }

    @Test
    void refusesLongAndRepetitiveTextAtOnce() {
        for (String text : new String[] {
            "a".repeat(100_000),
            "a-".repeat(500),
            "a/".repeat(500),
            "a.".repeat(500),
            "a".repeat(63) + ".".repeat(900),
            "a__".repeat(300) + "!",
            "x.y/" + "a".repeat(300)
        }) {
            assertThatThrownBy(() -> Reference.parse(text)).isInstanceOf(MalformedValueException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nginx,               docker.io/library/nginx",
        "localhost:5000/app,  localhost_5000/app",
        "Registry:5000/app,   registry_5000/app",
        "quay.io/acme/tool,   quay.io/acme/tool",
    })
    void namesItsContent(String text, String name) throws Exception {
        assertThat(Reference.parse(text).repositoryName()).hasToString(name);
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io, true",
        "index.docker.io, false",
        "Quay.io, false",
        "localhost:5000, true",
        "localhost:0, true",
        "a:65535, true",
        "a:65536, false",
        "'', false"
    })
    void knowsTheOneSpellingOfAHost(String text, boolean canonical) {
        assertThat(Reference.isCanonicalHost(text)).isEqualTo(canonical);
    }
}
