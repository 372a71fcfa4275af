package dev.sallyport.appliance;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to run the server.
 *
 * @param data the data folder
 * @param port 0 for any free one
 * @param tlsCertificate in PEM; null, with the key, for plain HTTP on a loopback address, and for an authority of our own elsewhere
 * @param tlsKey in PEM
 * @param defaultRegistry where names without a host are looked for
 * @param operation limits and logs
 * @param clientAuthorities whose certificates clients may show in place of a login, in PEM; null for nobody's
 * @param names what clients call this server, besides the names and addresses that the machine knows; for our own authority
 */
public record ServeSettings(
        Path data,
        InetAddress address,
        int port,
        @Nullable Path tlsCertificate,
        @Nullable Path tlsKey,
        String defaultRegistry,
        OperationSettings operation,
        @Nullable Path clientAuthorities,
        List<String> names) {
    /** Operated as usual. */
    public ServeSettings(
            Path data,
            InetAddress address,
            int port,
            @Nullable Path tlsCertificate,
            @Nullable Path tlsKey,
            String defaultRegistry) {
        this(data, address, port, tlsCertificate, tlsKey, defaultRegistry, OperationSettings.DEFAULT, null, List.of());
    }

    public ServeSettings {
        requireNonNull(data, "data is null");
        requireNonNull(address, "address is null");
        requireNonNull(defaultRegistry, "defaultRegistry is null");
        requireNonNull(operation, "operation is null");
        names = List.copyOf(names);
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw new IllegalArgumentException("A certificate and its key go together");
        }
    }
}
