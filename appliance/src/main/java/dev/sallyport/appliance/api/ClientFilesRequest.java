package dev.sallyport.appliance.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the files that configure a client.
 *
 * @param client one of {@link #CLIENTS}
 * @param host the appliance as the client reaches it: a name or address, with its port unless that is 443; null for
 *     the server's public URL
 * @param authority the certificate to trust, in PEM, in place of the appliance's own; null for that one
 */
public record ClientFilesRequest(
        String client, @Nullable String host, @Nullable String authority) {
    /** Every client that files are made for. */
    public static final List<String> CLIENTS =
            List.of("containerd", "docker", "podman", "crio", "k3s", "openshift", "kubernetes");

    /** The most bytes an encoded request may have. */
    public static final int MAX_SIZE = 256 << 10;

    public ClientFilesRequest {
        requireNonNull(client, "client is null");
    }

    /** As JSON. */
    public byte[] encode() {
        return new JsonWriter()
                .put("client", client)
                .putIfPresent("host", host)
                .putIfPresent("authority", authority)
                .toBytes();
    }

    /** Reads a request. */
    public static ClientFilesRequest read(JsonReader json) throws MalformedJsonException {
        return new ClientFilesRequest(
                json.text("client"),
                json.optionalText("host").orElse(null),
                json.optionalText("authority").orElse(null));
    }
}
