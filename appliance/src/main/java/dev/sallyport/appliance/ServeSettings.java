package dev.sallyport.appliance;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.jobs.SpaceSettings;
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
 * @param operation limits and logs
 * @param space how the disk is kept
 */
public record ServeSettings(
        Path data,
        InetAddress address,
        int port,
        @Nullable Path tlsCertificate,
        @Nullable Path tlsKey,
        String defaultRegistry,
        OperationSettings operation,
        Space space) {
    /**
     * How the disk is kept.
     *
     * @param keepReleases how many releases of each stream can be rolled back to, at least 1
     * @param reserve bytes of the disk that content never gets
     * @param scrubRate bytes a second that are read again in the background; 0 for none
     */
    public record Space(int keepReleases, long reserve, long scrubRate) {
        /** As most people want it. */
        public static final Space DEFAULT = of(SpaceSettings.DEFAULT);

        private static Space of(SpaceSettings settings) {
            return new Space(settings.keepReleases(), settings.reserve(), settings.scrubRate());
        }

        SpaceSettings toSettings() {
            return new SpaceSettings(keepReleases, reserve, SpaceSettings.DEFAULT.grace(), scrubRate);
        }
    }

    /** With a disk that is kept as most people want it. */
    public ServeSettings(
            Path data,
            InetAddress address,
            int port,
            @Nullable Path tlsCertificate,
            @Nullable Path tlsKey,
            String defaultRegistry,
            OperationSettings operation) {
        this(data, address, port, tlsCertificate, tlsKey, defaultRegistry, operation, Space.DEFAULT);
    }

    /** Operated as usual. */
    public ServeSettings(
            Path data,
            InetAddress address,
            int port,
            @Nullable Path tlsCertificate,
            @Nullable Path tlsKey,
            String defaultRegistry) {
        this(data, address, port, tlsCertificate, tlsKey, defaultRegistry, OperationSettings.DEFAULT);
    }

    public ServeSettings {
        requireNonNull(data, "data is null");
        requireNonNull(address, "address is null");
        requireNonNull(defaultRegistry, "defaultRegistry is null");
        requireNonNull(operation, "operation is null");
        requireNonNull(space, "space is null");
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw new IllegalArgumentException("A certificate and its key go together");
        }
    }
}
