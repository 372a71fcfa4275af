package dev.sallyport.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.ServeSettings;
import dev.sallyport.appliance.Server;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class MainTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsHelpOnStandardOutput() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: appliance");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void missingCommandIsAUsageError() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).contains("a command is missing", "Usage: appliance");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--name registry.example:5000",
                "--name host.",
                "--default-registry team",
                "--default-registry Docker.io",
                "--upstream-name team"
            })
    void refusesNamesOfHostsThatAreNone(String option) {
        String data = folder.resolve("data").toString();
        assertThat(execute(("serve --listen 127.0.0.1:0 --data " + data + ' ' + option).split(" ")))
                .isEqualTo(2);
        assertThat(err.toString()).contains(option.substring(option.indexOf(' ') + 1), "such as");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    @Timeout(60)
    void serveRefusesAKeyThatIsNotItsCertificates(@TempDir Path folder) throws Exception {
        String data = folder.resolve("data").toString();
        String certificate = resource("rsa.pem");
        assertThat(execute(
                        "serve",
                        "--data",
                        data,
                        "--listen",
                        "127.0.0.1:0",
                        "--tls-cert",
                        certificate,
                        "--tls-key",
                        resource("rsa-other.key")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("not the key of the first certificate", certificate);
        // Nothing is left of that start, which would keep the next one from the folder.
        Server.start(
                        new ServeSettings(Path.of(data), InetAddress.getLoopbackAddress(), 0, null, null, "docker.io"),
                        Clock.systemUTC())
                .close();
    }

    @Test
    void serveRefusesAPublicUrlThatIsNone(@TempDir Path folder) {
        assertThat(execute(
                        "serve",
                        "--data",
                        folder.resolve("data").toString(),
                        "--public-url",
                        "https://registry.plant.example/path"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("public URL", "https://registry.plant.example/path");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    private static String resource(String name) throws Exception {
        return Path.of(Objects.requireNonNull(MainTest.class.getResource("/tls/" + name))
                        .toURI())
                .toString();
    }

    private int execute(String... arguments) {
        return Main.commandLine(Clock.systemUTC())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
