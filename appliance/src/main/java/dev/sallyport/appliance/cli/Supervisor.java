package dev.sallyport.appliance.cli;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd how far the server is, if it was started by it as {@code Type=notify}. Java 17 has no datagram sockets for that,
 * so {@code systemd-notify} does it; where that program is missing, nobody is told.
 */
final class Supervisor {
    private static final long PATIENCE_SECONDS = 5;

    private final @Nullable String socket;

    /** @param socket what the variable NOTIFY_SOCKET says; null or empty if there is no such supervisor */
    Supervisor(@Nullable String socket) {
        this.socket = socket;
    }

    /** The server accepts connections. */
    void ready(String status) {
        tell("READY=1", "STATUS=" + status, "MAINPID=" + ProcessHandle.current().pid());
    }

    /** The server has begun to stop. */
    void stopping() {
        tell("STOPPING=1", "STATUS=finishing requests");
    }

    private void tell(String... assignments) {
        if (socket == null || socket.isEmpty()) {
            return;
        }
        String[] command = new String[assignments.length + 1];
        command[0] = "systemd-notify";
        System.arraycopy(assignments, 0, command, 1, assignments.length);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
            }
        } catch (IOException e) {
            // There is no such program: the unit is then not of Type=notify.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
