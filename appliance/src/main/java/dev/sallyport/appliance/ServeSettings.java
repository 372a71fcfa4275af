package dev.sallyport.appliance;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to run the server.
 *
 * @param data the data folder
 * @param port 0 for any free one
 * @param tlsCertificate in PEM; null, with the key, for plain HTTP, which only a loopback address may have
 * @param tlsKey in PEM
 * @param defaultRegistry where names without a host are looked for
 * @param upstreamNames hosts by which clients reach the server and mean their own content
 * @param layerHosts hosts of layers' own addresses that the server answers for
 * @param derivedTags whether tags that are not there may stand for others
 * @param operation limits and logs
 */
public record ServeSettings(
        Path data,
        InetAddress address,
        int port,
        @Nullable Path tlsCertificate,
        @Nullable Path tlsKey,
        String defaultRegistry,
        Set<String> upstreamNames,
        Set<String> layerHosts,
        boolean derivedTags,
        OperationSettings operation) {
    /** A server that answers for no other host, with derived tags, operated as usual. */
    public ServeSettings(
            Path data,
            InetAddress address,
            int port,
            @Nullable Path tlsCertificate,
            @Nullable Path tlsKey,
            String defaultRegistry) {
        this(
                data,
                address,
                port,
                tlsCertificate,
                tlsKey,
                defaultRegistry,
                Set.of(),
                Set.of(),
                true,
                OperationSettings.DEFAULT);
    }

    public ServeSettings {
        requireNonNull(data, "data is null");
        requireNonNull(address, "address is null");
        requireNonNull(defaultRegistry, "defaultRegistry is null");
        upstreamNames = Set.copyOf(upstreamNames);
        layerHosts = Set.copyOf(layerHosts);
        requireNonNull(operation, "operation is null");
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw new IllegalArgumentException("A certificate and its key go together");
        }
    }
}
