package dev.sallyport.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import org.junit.jupiter.api.Test;

final class MainTest {
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

    private int execute(String... arguments) {
        return Main.commandLine(Clock.systemUTC())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
