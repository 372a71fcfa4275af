package dev.sallyport.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
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

    private int execute(String... arguments) {
        return Main.commandLine(Clock.systemUTC())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
