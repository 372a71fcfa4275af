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
 * @param accessLog where requests are logged; {@code null} for nowhere
 */
public record ServerSettings(
        InetAddress address,
        int port,
        @Nullable TlsFiles tls,
        Limits limits,
        @Nullable AccessLogTarget accessLog) {
    private static final int HIGHEST_PORT = 65535;

    public ServerSettings {
        requireNonNull(address, "address is null");
        requireNonNull(limits, "limits is null");
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("Not a port: " + port);
        }
    }

    /** With the usual limits and no access log. */
    public ServerSettings(InetAddress address, int port, @Nullable TlsFiles tls) {
        this(address, port, tls, Limits.DEFAULT, null);
    }

    /** With another idle timeout and no access log. */
    public ServerSettings(InetAddress address, int port, @Nullable TlsFiles tls, Duration idleTimeout) {
        this(address, port, tls, Limits.DEFAULT.withIdle(idleTimeout), null);
    }
}
