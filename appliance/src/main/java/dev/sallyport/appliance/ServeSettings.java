package dev.sallyport.appliance;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to run the server.
 *
 * @param data the data folder
 * @param port 0 for any free one
 * @param tlsCertificate in PEM; null, with the key, for plain HTTP, which only a loopback address may have
 * @param tlsKey in PEM
 * @param defaultRegistry where names without a host are looked for
 * @param deletions whether registry clients may delete tags, manifests and blobs
 * @param operation limits and logs
 */
public record ServeSettings(
        Path data,
        InetAddress address,
        int port,
        @Nullable Path tlsCertificate,
        @Nullable Path tlsKey,
        String defaultRegistry,
        boolean deletions,
        OperationSettings operation) {
    /** Operated as usual. */
    public ServeSettings(
            Path data,
            InetAddress address,
            int port,
            @Nullable Path tlsCertificate,
            @Nullable Path tlsKey,
            String defaultRegistry) {
        this(data, address, port, tlsCertificate, tlsKey, defaultRegistry, true, OperationSettings.DEFAULT);
    }

    public ServeSettings {
        requireNonNull(data, "data is null");
        requireNonNull(address, "address is null");
        requireNonNull(defaultRegistry, "defaultRegistry is null");
        requireNonNull(operation, "operation is null");
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw new IllegalArgumentException("A certificate and its key go together");
        }
    }
}
