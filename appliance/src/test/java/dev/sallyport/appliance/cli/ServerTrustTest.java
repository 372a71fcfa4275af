package dev.sallyport.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.ServeSettings;
import dev.sallyport.appliance.access.OwnAuthority;
import dev.sallyport.appliance.access.ServerNames;
import dev.sallyport.appliance.api.ServerFiles;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands that are told which certificate a server on another machine has. */
final class ServerTrustTest extends CommandFixture {
    private OwnAuthority own;

    @Override
    ServeSettings settings() throws Exception {
        own = OwnAuthority.open(
                folder.resolve("tls"), new ServerNames(List.of("localhost"), List.of()), Clock.systemUTC());
        return new ServeSettings(data, InetAddress.getLoopbackAddress(), 0, own.certificate(), own.key(), "docker.io");
    }

    private int status(String name, String... more) {
        String[] status = {
            "status",
            "--server",
            "https://" + name + ":" + server.uri().getPort() + "/",
            "--token-file",
            data.resolve(ServerFiles.ADMIN_TOKEN).toString()
        };
        String[] all = java.util.Arrays.copyOf(status, status.length + more.length);
        System.arraycopy(more, 0, all, status.length, more.length);
        return runAnywhere(all);
    }

    @Test
    void trustsTheAuthorityThatIsNamed() {
        assertThat(status("localhost", "--server-ca", own.authorityFile().toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("running since");
    }

    @Test
    void saysHowToTrustAnAuthorityThatJavaDoesNot() {
        assertThat(status("localhost")).isEqualTo(5);
        assertThat(err.toString()).contains("is not trusted", "--server-ca FILE", "tls/ca.pem");
    }

    @Test
    void holdsTheServerToTheNamesInItsCertificate() {
        assertThat(status("127.0.0.1", "--server-ca", own.authorityFile().toString()))
                .isEqualTo(5);
        assertThat(err.toString()).contains("is not trusted", "a name or an address that the certificate has");
    }

    @Test
    void takesNoFileWithoutACertificateAndNoneWithoutAServer() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "no certificate\n");
        assertThat(status("localhost", "--server-ca", empty.toString())).isEqualTo(1);
        assertThat(err.toString()).contains(empty.toString());
        assertThat(run("status", "--server-ca", own.authorityFile().toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--server-ca goes with --server");
        assertThat(run("status")).isZero();
    }
}
