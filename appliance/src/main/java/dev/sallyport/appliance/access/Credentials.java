package dev.sallyport.appliance.access;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a request brings to say who sends it.
 *
 * @param authorization the header; null if there is none
 * @param remote where the connection comes from
 * @param certificateName the common name of the client's certificate, which was verified; null if there is none
 */
public record Credentials(
        @Nullable String authorization,
        InetAddress remote,
        @Nullable String certificateName) {
    public Credentials {
        requireNonNull(remote, "remote is null");
    }
}
