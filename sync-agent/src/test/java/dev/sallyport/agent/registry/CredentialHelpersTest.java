package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Helpers are real programs here: shell scripts that say what a test wants. */
final class CredentialHelpersTest {
    private static final String SECRET = "s3cr3t";
    private static final RepositoryAddress APP = new RepositoryAddress("a.example:5000", "team/app");

    @TempDir
    private Path folder;

    @Test
    void getsAPasswordFromTheStore() throws Exception {
        helper(
                "desktop",
                "read host; echo \"{\\\"ServerURL\\\":\\\"$host\\\",\\\"Username\\\":\\\"jane@$host\\\",\\\"Secret\\\":\\\""
                        + SECRET + "\\\"}\"");

        CredentialLookup lookup = find("{\"auths\":{\"a.example:5000\":{}},\"credsStore\":\"desktop\"}", APP);

        assertThat(lookup.credentials()).isEqualTo(new Credentials.Password("jane@a.example:5000", SECRET));
        assertThat(lookup.description()).isEqualTo("user jane@a.example:5000 from the credential helper 'desktop'");
    }

    @Test
    void callsDockerHubByItsOldName() throws Exception {
        helper("desktop", "read host; echo \"{\\\"Username\\\":\\\"$host\\\",\\\"Secret\\\":\\\"x\\\"}\"");

        assertThat(find("{\"credsStore\":\"desktop\"}", new RepositoryAddress("docker.io", "library/nginx"))
                        .credentials())
                .isEqualTo(new Credentials.Password("https://index.docker.io/v1/", "x"));
    }

    @Test
    void getsAnIdentityToken() throws Exception {
        helper("desktop", "echo '{\"Username\":\"<token>\",\"Secret\":\"" + SECRET + "\"}'");

        assertThat(find("{\"credHelpers\":{\"a.example:5000\":\"desktop\"}}", APP)
                        .credentials())
                .isEqualTo(new Credentials.IdentityToken(SECRET));
    }

    @Test
    void asksTheHostsOwnHelperFirstThenTheFileThenTheStore() throws Exception {
        helper("own", "echo '{\"Username\":\"own\",\"Secret\":\"x\"}'");
        helper("store", "echo '{\"Username\":\"store\",\"Secret\":\"x\"}'");
        String auths = "\"auths\":{\"b.example\":{\"auth\":\"ZmlsZTp4\"},\"a.example:5000\":{\"auth\":\"ZmlsZTp4\"}}";
        String all = "{" + auths + ",\"credHelpers\":{\"a.example:5000\":\"own\"},\"credsStore\":\"store\"}";

        assertThat(find(all, APP).description()).startsWith("user own ");
        assertThat(find(all, new RepositoryAddress("b.example", "app")).description())
                .startsWith("user file ");
        assertThat(find(all, new RepositoryAddress("c.example", "app")).description())
                .startsWith("user store ");
    }

    @Test
    void asksOnceForAHost() throws Exception {
        helper("desktop", "echo x >> " + folder + "/asked; echo '{\"Username\":\"a\",\"Secret\":\"x\"}'");
        CredentialFiles files = files("{\"credsStore\":\"desktop\"}");

        files.find(APP);
        files.find(new RepositoryAddress(APP.host(), "other"));

        assertThat(folder.resolve("asked")).hasContent("x");
    }

    @Test
    void hasNothingWhereTheHelperHasNothing() throws Exception {
        helper("desktop", "echo 'credentials not found in native keychain'; exit 1");

        assertThat(find("{\"credsStore\":\"desktop\"}", APP).credentials()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo '" + SECRET + "'; echo '" + SECRET + "' >&2; exit 3",
                "echo '" + SECRET + "'",
                "echo '{\"Username\":[\"" + SECRET + "\"]}'",
                "yes " + SECRET,
                "echo '" + SECRET + "'; sleep 1000",
            })
    void aBrokenOneIsNamedAndNotQuoted(String script) throws Exception {
        helper("broken", script);

        assertThatThrownBy(() -> find("{\"credsStore\":\"broken\"}", APP))
                .isInstanceOf(CredentialHelperException.class)
                .hasMessageContaining("'broken'")
                .hasMessageNotContaining(SECRET)
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/bin/sh", "a;b", "$(x)", "-x", "a b", "a..b", ".hidden"})
    void startsNothingOfAnotherName(String name) throws Exception {
        assertThatThrownBy(() -> find("{\"credsStore\":\"" + name + "\"}", APP))
                .isInstanceOf(CredentialHelperException.class)
                .hasMessageContaining("no name of a helper");
    }

    @Test
    void oneThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> find("{\"credsStore\":\"absent\"}", APP))
                .isInstanceOf(CredentialHelperException.class)
                .hasMessageContainingAll("'absent'", "no such program");
    }

    private CredentialLookup find(String config, RepositoryAddress repository) throws Exception {
        return files(config).find(repository);
    }

    private CredentialFiles files(String config) throws Exception {
        return new CredentialFiles(
                List.of(Files.writeString(folder.resolve("config.json"), config)),
                new CredentialHelpers(List.of(folder.resolve("none"), folder), Duration.ofSeconds(2)));
    }

    private void helper(String name, String script) throws Exception {
        Path file = Files.writeString(folder.resolve("docker-credential-" + name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
