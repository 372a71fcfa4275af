package dev.sallyport.appliance.http;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the server listens.
 *
 * @param port 0 for any free one
 * @param tls {@code null} for plain HTTP, which only a loopback address may have
 * @param idleTimeout after this long without a byte in either direction a connection is closed; whole seconds
 */
public record ServerSettings(
        InetAddress address, int port, @Nullable TlsFiles tls, Duration idleTimeout) {
    private static final int HIGHEST_PORT = 65535;
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);

    public ServerSettings {
        requireNonNull(address, "address is null");
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("Not a port: " + port);
        }
        if (idleTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException("Less than a second: " + idleTimeout);
        }
    }

    /** With an idle timeout of five minutes. */
    public ServerSettings(InetAddress address, int port, @Nullable TlsFiles tls) {
        this(address, port, tls, IDLE_TIMEOUT);
    }
}
