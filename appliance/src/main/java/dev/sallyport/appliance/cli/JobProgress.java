package dev.sallyport.appliance.cli;

import dev.sallyport.terminal.Terminal;

/** Shows how far a job of the server is: one line that is written over on a terminal, nothing elsewhere. Not thread-safe. */
final class JobProgress {
    private static final long FIRST_MILLIS = 20;
    private static final long LONGEST_MILLIS = 1000;

    private final boolean interactive = Terminal.isInteractive();
    private long nextMillis = FIRST_MILLIS;
    private String shown = "";

    void show(String step, long done, long total) {
        String line = step.isEmpty() ? "waiting" : step + (total > 0 ? ": " + done * 100 / total + " %" : "");
        if (interactive && !line.equals(shown)) {
            // Carriage return, the line, and "erase to the end of the line".
            System.err.print("\r" + line + "\033[K");
            System.err.flush();
            shown = line;
        }
    }

    /** How long to wait before asking again: little at first, since most jobs are short. */
    long nextMillis() {
        long now = nextMillis;
        nextMillis = Math.min(LONGEST_MILLIS, nextMillis * 2);
        return now;
    }

    void end() {
        if (!shown.isEmpty()) {
            System.err.print("\r\033[K");
            System.err.flush();
            shown = "";
        }
    }
}
