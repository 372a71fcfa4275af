package dev.sallyport.appliance;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.access.PublicUrl;
import dev.sallyport.appliance.jobs.SpaceSettings;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.oci.MalformedValueException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to run the server.
 *
 * @param data the data folder
 * @param port 0 for any free one
 * @param tlsCertificate in PEM; null, with the key, for plain HTTP on a loopback address, and for an authority of our own elsewhere
 * @param tlsKey in PEM
 * @param defaultRegistry where names without a host are looked for
 * @param upstreamNames hosts by which clients reach the server and mean their own content
 * @param layerHosts hosts of layers' own addresses that the server answers for
 * @param derivedTags whether tags that are not there may stand for others
 * @param deletions whether registry clients may delete tags, manifests and blobs
 * @param completeManifests whether pushed images must have all their layers here, and indexes all their manifests
 * @param operation limits and logs
 * @param space how the disk is kept
 * @param clientAuthorities whose certificates clients may show in place of a login, in PEM; null for nobody's
 * @param names what clients call this server, besides the names and addresses that the machine knows
 * @param publicUrl where clients reach it through a proxy; null if they reach it directly
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
        boolean deletions,
        boolean completeManifests,
        OperationSettings operation,
        Space space,
        @Nullable Path clientAuthorities,
        List<String> names,
        @Nullable PublicUrl publicUrl) {
    /** Whether a registry can be called {@code text}, in canonical spelling: what is of it has to be told from what is pushed here. */
    public static boolean isRegistry(String text) {
        return NameResolution.isHost(text);
    }

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

    /** A server that answers for no other host, with derived tags, operated and with a disk kept as usual. */
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
                true,
                false,
                OperationSettings.DEFAULT,
                Space.DEFAULT,
                null,
                List.of(),
                null);
    }

    public ServeSettings {
        requireNonNull(data, "data is null");
        requireNonNull(address, "address is null");
        requireNonNull(defaultRegistry, "defaultRegistry is null");
        layerHosts = Set.copyOf(layerHosts);
        requireNonNull(operation, "operation is null");
        upstreamNames = Set.copyOf(upstreamNames);
        requireNonNull(space, "space is null");
        names = List.copyOf(names);
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw new IllegalArgumentException("A certificate and its key go together");
        }
    }

    /** The same behind a proxy that clients reach at {@code url}: {@code https://HOST[:PORT]}. */
    public ServeSettings withPublicUrl(String url) throws MalformedValueException {
        return new ServeSettings(
                data,
                address,
                port,
                tlsCertificate,
                tlsKey,
                defaultRegistry,
                upstreamNames,
                layerHosts,
                derivedTags,
                deletions,
                completeManifests,
                operation,
                space,
                clientAuthorities,
                names,
                PublicUrl.parse(url));
    }
}
