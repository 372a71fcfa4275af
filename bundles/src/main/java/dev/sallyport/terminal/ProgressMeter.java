package dev.sallyport.terminal;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Printable;
import java.io.Closeable;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Shows progress with rate and time left: one line that is written over on a terminal, a plain line now and then elsewhere.
 * Thread-safe.
 */
public final class ProgressMeter implements Progress, Closeable {
    private static final Duration ON_TERMINAL = Duration.ofMillis(200);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean terminal;
    private final Clock clock;
    private String step = "";
    private Instant stepStart;
    private long stepFrom;
    private Instant shown = Instant.EPOCH;
    private boolean lineOpen;

    /** @param terminal whether {@code out} is a terminal, where a line can be written over */
    public ProgressMeter(PrintStream out, boolean terminal, Clock clock) {
        this.out = requireNonNull(out, "out is null");
        this.terminal = terminal;
        this.clock = requireNonNull(clock, "clock is null");
        this.stepStart = clock.instant();
    }

    @Override
    public synchronized void advance(String now, long done, long total) {
        Instant time = clock.instant();
        if (!now.equals(step)) {
            endLine();
            step = now;
            stepStart = time;
            stepFrom = done;
            shown = terminal ? Instant.EPOCH : time;
        }
        if (Duration.between(shown, time).compareTo(terminal ? ON_TERMINAL : ELSEWHERE) < 0) {
            return;
        }
        shown = time;
        String line = line(time, done, total);
        if (terminal) {
            // Carriage return, the line, and "erase to the end of the line".
            out.print("\r" + line + "\033[K");
            lineOpen = true;
        } else {
            out.println(line);
        }
        out.flush();
    }

    @Override
    public synchronized void completed(String what) {
        endLine();
        out.println(Printable.clean(what));
        out.flush();
        // The line that was cleared comes back with the next advance.
        shown = terminal ? Instant.EPOCH : shown;
    }

    private String line(Instant time, long done, long total) {
        long millis = Math.max(1, Duration.between(stepStart, time).toMillis());
        long rate = (done - stepFrom) * 1000 / millis;
        StringBuilder line = new StringBuilder(step).append(": ").append(Sizes.format(done));
        if (total > 0) {
            line.append(" of ")
                    .append(Sizes.format(total))
                    .append(", ")
                    .append(Math.min(100, done * 100 / total))
                    .append(" %");
        }
        line.append(", ").append(Sizes.format(rate)).append("/s");
        if (total > done && rate > 0) {
            line.append(", ").append(Sizes.formatSeconds((total - done) / rate)).append(" left");
        }
        return line.toString();
    }

    private void endLine() {
        if (lineOpen) {
            out.print("\r\033[K");
            out.flush();
            lineOpen = false;
        }
    }

    /** Clears the line on a terminal. */
    @Override
    public synchronized void close() {
        endLine();
    }
}
