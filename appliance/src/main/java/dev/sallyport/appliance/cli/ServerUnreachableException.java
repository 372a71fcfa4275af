package dev.sallyport.appliance.cli;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command that cannot talk to its server. */
final class ServerUnreachableException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private ServerUnreachableException(
            String code,
            Category category,
            String message,
            String remedy,
            Map<String, String> facts,
            @Nullable Throwable cause) {
        super(code, category, message, remedy, facts, cause);
    }

    static ServerUnreachableException notRunning(Path data) {
        return new ServerUnreachableException(
                "server-not-running",
                Category.UNREACHABLE,
                "No appliance runs on " + data,
                "Start it: appliance serve --data " + data
                        + "  (or name another folder with --data, another server with --server)",
                Map.of("data", data.toString()),
                null);
    }

    static ServerUnreachableException badAddress(Path data, Throwable cause) {
        return new ServerUnreachableException(
                "server-not-running",
                Category.UNREACHABLE,
                "The address that the appliance on " + data + " left there cannot be read: " + cause.getMessage(),
                "Start the appliance again.",
                Map.of("data", data.toString()),
                cause);
    }

    static ServerUnreachableException noAnswer(String url, Throwable cause) {
        return new ServerUnreachableException(
                "server-unreachable",
                Category.UNREACHABLE,
                "The appliance at " + url + " does not answer: " + cause.getMessage(),
                "See whether it runs; if it was stopped, start it: appliance serve --data DIR",
                Map.of("server", url),
                cause);
    }

    static ServerUnreachableException noToken(Path file) {
        return new ServerUnreachableException(
                "no-admin-token",
                Category.DENIED,
                "The admin token cannot be read from " + file,
                "Run the command as the user that runs the appliance, or name a copy of its admin.token with --token-file.",
                Map.of("file", file.toString()),
                null);
    }
}
