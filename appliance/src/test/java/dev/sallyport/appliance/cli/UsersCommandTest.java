package dev.sallyport.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.StrictJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Users, tokens and the audit log from the command line, against a real server. */
final class UsersCommandTest extends CommandFixture {
    @Test
    void addsGrantsRevokesAndRemoves() throws Exception {
        assertThat(runWithInput(
                        "a long password\n",
                        "users",
                        "add",
                        "alice",
                        "--role",
                        "push",
                        "--repositories",
                        "team/**",
                        "--password-stdin"))
                .isZero();
        assertThat(out.toString()).contains("alice may: push team/**");
        assertThat(run("users", "grant", "alice", "--role", "auditor")).isZero();
        assertThat(run("users", "revoke", "alice", "--role", "push", "--repositories", "team/**"))
                .isZero();
        assertThat(run("users", "revoke", "alice", "--role", "push")).isEqualTo(4);
        assertThat(runWithInput("another password", "users", "passwd", "alice", "--password-stdin"))
                .isZero();
        assertThat(run("users", "list")).isZero();
        assertThat(out.toString()).containsPattern("anonymous +no +pull").containsPattern("alice +yes .* auditor");
        assertThat(run("users", "rm", "alice")).isZero();
        assertThat(run("users", "rm", "alice")).isEqualTo(4);
        assertThat(err.toString()).contains("There is no user alice");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThat(run("users")).isEqualTo(2);
        assertThat(run("users", "add", "alice")).isEqualTo(2);
        assertThat(err.toString()).contains("--password-stdin");
        assertThat(run("users", "add", "Alice", "--no-password")).isEqualTo(2);
        assertThat(run("users", "add", "alice", "--no-password", "--role", "king"))
                .isEqualTo(2);
        assertThat(run("users", "add", "alice", "--no-password", "--role", "admin", "--repositories", "a/*"))
                .isEqualTo(2);
        assertThat(runWithInput("short", "users", "add", "alice", "--password-stdin"))
                .isEqualTo(2);
        assertThat(err.toString()).doesNotContain("short'");
        assertThat(run("users", "add", "admin", "--no-password")).isEqualTo(3);
        assertThat(run("users", "grant", "anonymous", "--role", "push")).isEqualTo(3);
    }

    @Test
    void makesATokenThatIsShownOnce() throws Exception {
        assertThat(run("users", "add", "robot", "--no-password", "--role", "admin"))
                .isZero();
        assertThat(run("tokens", "create", "robot", "--label", "build server", "--expires", "90d"))
                .isZero();
        String token = out.toString().strip();
        assertThat(token).matches("sally_[A-Za-z0-9_-]{43}");
        assertThat(run("tokens", "list")).isZero();
        assertThat(out.toString()).contains("robot", "build server").doesNotContain(token.substring(6));
        Path file = Files.writeString(folder.resolve("token"), token);
        assertThat(run("tokens", "list", "--json", "--token-file", file.toString()))
                .isZero();
        String id = StrictJson.parseObject("tokens", out.toString().strip().getBytes(UTF_8), 1 << 20)
                .objects("tokens")
                .get(0)
                .text("id");
        assertThat(run("tokens", "revoke", id)).isZero();
        assertThat(run("tokens", "list", "--token-file", file.toString())).isEqualTo(5);
        assertThat(run("tokens", "revoke", id)).isEqualTo(4);
    }

    @Test
    void anAuditorReadsAndChangesNothing() throws Exception {
        assertThat(run("users", "add", "carol", "--no-password", "--role", "auditor"))
                .isZero();
        assertThat(run("tokens", "create", "carol")).isZero();
        Path file = Files.writeString(folder.resolve("token"), out.toString());
        assertThat(run("status", "--token-file", file.toString())).isZero();
        assertThat(run("audit", "--token-file", file.toString())).isZero();
        assertThat(run("users", "rm", "carol", "--token-file", file.toString())).isEqualTo(5);
        assertThat(err.toString()).contains("carol may not do that");
    }

    @Test
    void theSetupTokenAddsTheFirstAdministratorAndNothingElse() throws Exception {
        Path file =
                Files.writeString(folder.resolve("setup"), server.setupToken().orElseThrow());
        assertThat(run("users", "list", "--token-file", file.toString())).isEqualTo(5);
        assertThat(runWithInput(
                        "a long password",
                        "users",
                        "add",
                        "alice",
                        "--role",
                        "push",
                        "--password-stdin",
                        "--token-file",
                        file.toString()))
                .isEqualTo(2);
        String[] first = {
            "users", "add", "alice", "--role", "admin", "--password-stdin", "--token-file", file.toString()
        };
        assertThat(runWithInput("a long password", first)).isZero();
        first[2] = "bob";
        assertThat(runWithInput("a long password", first)).isEqualTo(5);
        server.close();
        server = serve();
        assertThat(server.setupToken()).isEmpty();
    }

    @Test
    void theAuditLogSaysWhoDidWhatAndNoSecret() throws Exception {
        assertThat(runWithInput("a long password", "users", "add", "alice", "--role", "admin", "--password-stdin"))
                .isZero();
        assertThat(run("tokens", "create", "alice")).isZero();
        Path file = Files.writeString(folder.resolve("token"), out.toString());
        assertThat(run("users", "add", "bob", "--no-password", "--token-file", file.toString()))
                .isZero();
        assertThat(run("audit")).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).contains("  admin  access.add  alice  ").doesNotContain("argon2id");
        assertThat(lines.get(1)).doesNotContain("sha256:");
        assertThat(lines.get(2)).contains("  alice  access.add  bob  ");
        assertThat(run("audit", "--since", "1h", "--json")).isZero();
        assertThat(out.toString().lines()).hasSize(3);
        assertThat(run("audit", "--since", "2099-01-01T00:00:00Z")).isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(run("audit", "--since", "yesterday")).isEqualTo(2);
    }
}
