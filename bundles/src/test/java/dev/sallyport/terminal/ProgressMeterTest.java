package dev.sallyport.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class ProgressMeterTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    private final SteppingClock clock = new SteppingClock();

    @Test
    void writesOverOneLineOnATerminal() {
        try (ProgressMeter meter = new ProgressMeter(out, true, clock)) {
            meter.advance("fetching", 0, 1000);
            clock.pass(Duration.ofSeconds(1));
            meter.advance("fetching", 250, 1000);
        }
        assertThat(text())
                .contains("\rfetching: 250 B of 1.0 kB, 25 %, 250 B/s, 0:03 left\033[K")
                .endsWith("\r\033[K")
                .doesNotContain("\n");
    }

    @Test
    void printsAPlainLineNowAndThenElsewhere() {
        try (ProgressMeter meter = new ProgressMeter(out, false, clock)) {
            for (int i = 0; i <= 25; i++) {
                meter.advance("fetching", 10L * i, 0);
                clock.pass(Duration.ofSeconds(1));
            }
        }
        assertThat(text().lines()).containsExactly("fetching: 100 B, 10 B/s", "fetching: 200 B, 10 B/s");
    }

    @Test
    void countsTheRateFromWhereAStepBegan() {
        try (ProgressMeter meter = new ProgressMeter(out, true, clock)) {
            meter.advance("resuming", 900, 1000);
            clock.pass(Duration.ofSeconds(2));
            meter.advance("resuming", 920, 1000);
        }
        assertThat(text()).contains("92 %, 10 B/s, 0:08 left");
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private static final class SteppingClock extends Clock {
        private Instant now = Instant.EPOCH.plusSeconds(1_000_000);

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
