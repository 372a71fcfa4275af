package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to talk to one registry.
 *
 * @param mirror {@code HOST[:PORT][/PATH]} to fetch from first; null for none
 * @param certificates in PEM, trusted besides the system's; null for none
 * @param clientCertificate in PEM; null for none
 * @param clientKey in PEM; null for none
 * @param parallel the most requests at once; 0 if it is not said
 * @param plainHttp whether it may be talked to without TLS
 */
public record RegistrySettings(
        Place place,
        @Nullable String mirror,
        @Nullable Path certificates,
        @Nullable Path clientCertificate,
        @Nullable Path clientKey,
        int parallel,
        boolean plainHttp) {
    public RegistrySettings {
        requireNonNull(place, "place is null");
        if ((clientCertificate == null) != (clientKey == null)) {
            throw new IllegalArgumentException(
                    "A client certificate without its key, or a key without its certificate");
        }
    }
}
