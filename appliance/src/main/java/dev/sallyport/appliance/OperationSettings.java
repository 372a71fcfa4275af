package dev.sallyport.appliance;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the server is operated.
 *
 * @param connections how many may be open at once
 * @param uploads how many request bodies are read at once
 * @param idleTimeout after this long without a byte in either direction a connection is closed; whole seconds
 * @param accessLog the file into which requests are logged, {@code -} for standard output; null for nowhere
 */
public record OperationSettings(
        int connections,
        int uploads,
        Duration idleTimeout,
        @Nullable String accessLog) {
    /** 2000 connections, 128 uploads, five minutes, no access log. */
    public static final OperationSettings DEFAULT = new OperationSettings(2000, 128, Duration.ofMinutes(5), null);

    public OperationSettings {
        requireNonNull(idleTimeout, "idleTimeout is null");
    }
}
