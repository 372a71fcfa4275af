package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.agent.registry.Credentials.IdentityToken;
import dev.sallyport.agent.registry.Credentials.Password;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialFilesTest {
    private static final String SECRET = "s3cr3t-p4ss";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "registry.example, registry.example, team/app",
        "registry.example:5000, registry.example:5000, team/app",
        "Registry.Example, registry.example, team/app",
        "https://registry.example, registry.example, team/app",
        "https://registry.example/, registry.example, team/app",
        "https://registry.example/v1/, registry.example, team/app",
        "http://registry.example:5000/v2/, registry.example:5000, team/app",
        "registry.example/v1/, registry.example, team/app",
        "registry.example/, registry.example, team/app",
        "https://index.docker.io/v1/, docker.io, library/hello",
        "index.docker.io, docker.io, library/hello",
        "registry-1.docker.io, docker.io, library/hello",
        "docker.io, docker.io, library/hello",
        "docker.io/library, docker.io, library/hello",
        "registry.example/team, registry.example, team/app",
        "registry.example/team/app, registry.example, team/app",
        "[::1]:5000, [::1]:5000, team/app",
    })
    void findsAnEntryByEverySpellingOfItsKey(String key, String host, String path) throws Exception {
        assertThat(TestClient.login(folder, key, "jane", SECRET)
                        .find(new RepositoryAddress(host, path))
                        .credentials())
                .isEqualTo(new Password("jane", SECRET));
    }

    @ParameterizedTest
    @CsvSource({
        "registry.example, registry.example:5000, team/app",
        "registry.example:5000, registry.example, team/app",
        "registry.example, evil-registry.example, team/app",
        "registry.example, registry.example.evil, team/app",
        "registry.example/team, registry.example, teams/app",
        "registry.example/team/app, registry.example, team/other",
        "registry.example/team/app, registry.example, team",
        "docker.io, registry.example, docker.io/app",
    })
    void keepsAnEntryFromWhatItIsNotFor(String key, String host, String path) throws Exception {
        assertThat(TestClient.login(folder, key, "jane", SECRET)
                        .find(new RepositoryAddress(host, path))
                        .credentials())
                .isNull();
    }

    @Test
    void prefersTheMostSpecificKey() throws Exception {
        CredentialFiles files = TestClient.file(
                folder,
                "{\"auths\":{" + entry("registry.example", "a") + ',' + entry("registry.example/team", "b") + ','
                        + entry("registry.example/team/app", "c") + "}}");

        assertThat(user(files, "team/app")).isEqualTo("c");
        assertThat(user(files, "team/other")).isEqualTo("b");
        assertThat(user(files, "elsewhere")).isEqualTo("a");
    }

    @Test
    void readsUserAndPasswordInPlainAndIdentityTokens() throws Exception {
        CredentialFiles files = TestClient.file(
                folder,
                "{\"auths\":{\"a.example\":{\"username\":\"jane\",\"password\":\"" + SECRET + "\"},"
                        + "\"b.example\":{\"auth\":\"" + base64("jane:ignored") + "\",\"identitytoken\":\"" + SECRET
                        + "\"}}}");

        assertThat(files.find(new RepositoryAddress("a.example", "app")).credentials())
                .isEqualTo(new Password("jane", SECRET));
        assertThat(files.find(new RepositoryAddress("b.example", "app")).credentials())
                .isEqualTo(new IdentityToken(SECRET));
    }

    @Test
    void keepsColonsOfAPasswordAndDropsPadding() throws Exception {
        CredentialFiles files =
                TestClient.file(folder, "{\"auths\":{\"a.example\":{\"auth\":\"" + base64("jane:pa:ss\0\0") + "\"}}}");

        assertThat(files.find(new RepositoryAddress("a.example", "app")).credentials())
                .isEqualTo(new Password("jane", "pa:ss"));
    }

    @Test
    void firstFileWithCredentialsWins() throws Exception {
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        TestClient.login(one, "a.example", "first", SECRET);
        TestClient.login(two, "a.example", "second", SECRET);
        Files.writeString(folder.resolve("empty.json"), "{}");
        CredentialFiles files = new CredentialFiles(List.of(
                folder.resolve("missing.json"),
                folder.resolve("empty.json"),
                one.resolve("config.json"),
                two.resolve("config.json")));

        assertThat(user(files, "a.example", "app")).isEqualTo("first");
    }

    @Test
    void looksWhereDockerAndPodmanKeepThem() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        CredentialFiles files = CredentialFiles.ofEnvironment(
                Map.of(
                        "REGISTRY_AUTH_FILE", folder.resolve("auth.json").toString(),
                        "DOCKER_CONFIG", folder.resolve("docker").toString(),
                        "XDG_RUNTIME_DIR", folder.resolve("run").toString()),
                home);

        assertThat(files.find(new RepositoryAddress("a.example", "app")).description())
                .isEqualTo("none found in " + folder.resolve("auth.json") + ", " + folder.resolve("docker/config.json")
                        + ", " + folder.resolve("run/containers/auth.json") + ", "
                        + home.resolve(".config/containers/auth.json") + ", " + home.resolve(".docker/config.json"));
    }

    @Test
    void nothingShowsASecret() throws Exception {
        CredentialLookup lookup =
                TestClient.login(folder, "a.example", "jane", SECRET).find(new RepositoryAddress("a.example", "app"));

        assertThat(lookup.description()).startsWith("user jane from ").doesNotContain(SECRET);
        assertThat(lookup.toString()).doesNotContain(SECRET).doesNotContain(base64("jane:" + SECRET));
        assertThat(new IdentityToken(SECRET).toString()).doesNotContain(SECRET);
        assertThat(new Grant("Bearer " + SECRET, TestClient.START, lookup).toString())
                .doesNotContain(SECRET);
        assertThat(HttpCall.of(RequestKind.GET_BLOB, java.net.URI.create("https://a.example/?sig=" + SECRET), Map.of())
                        .with("Authorization", SECRET)
                        .toString())
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                SECRET,
                "{\"auths\":\"" + SECRET + "\"}",
                "{\"auths\":{\"a.example\":{\"auth\":\"" + SECRET,
                "{\"auths\":{\"a.example\":{\"auth\":\"" + SECRET + "\",\"auth\":\"x\"}}}",
                "{\"auths\":{\"a.example\":{\"auth\":\"*" + SECRET + "\"}}}",
                "{\"auths\":{\"a.example\":{\"auth\":\"YWJj\"}}}",
                "{\"auths\":{\"a.example\":{\"auth\":\"/////w==\"}}}",
                "{\"auths\":{\"a.example\":{\"auth\":42}}}",
                "{\"auths\":{\"a.example\":{\"identitytoken\":[\"" + SECRET + "\"]}}}",
                "{\"credHelpers\":{\"a.example\":{\"" + SECRET + "\":1}}}",
                "{\"auths\":{\"a.example\":" + "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            })
    void refusesAMalformedFileWithoutQuotingIt(String content) {
        CredentialFiles files = TestClient.file(folder, content);

        assertThatThrownBy(() -> files.find(new RepositoryAddress("a.example", "app")))
                .isInstanceOf(CredentialsFileException.class)
                .hasMessageContaining("config.json")
                .hasMessageNotContaining(SECRET)
                .hasNoCause();
    }

    @Test
    void refusesALargeFile() throws Exception {
        Path file = folder.resolve("config.json");
        Files.write(file, new byte[(4 << 20) + 1]);

        assertThatThrownBy(() -> new CredentialFiles(List.of(file)).find(new RepositoryAddress("a.example", "app")))
                .isInstanceOf(CredentialsFileException.class)
                .hasMessageContaining("more than");
    }

    @Test
    void malformedEntryOfAnotherHostDoesNoHarm() throws Exception {
        CredentialFiles files = TestClient.file(
                folder, "{\"auths\":{\"b.example\":{\"auth\":\"!\"}," + entry("a.example", "jane") + "}}");

        assertThat(user(files, "a.example", "app")).isEqualTo("jane");
    }

    private static String entry(String key, String user) {
        return '"' + key + "\":{\"auth\":\"" + base64(user + ':' + SECRET) + "\"}";
    }

    private static String user(CredentialFiles files, String path) throws Exception {
        return user(files, "registry.example", path);
    }

    private static String user(CredentialFiles files, String host, String path) throws Exception {
        return ((Password) files.find(new RepositoryAddress(host, path)).credentials()).user();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
