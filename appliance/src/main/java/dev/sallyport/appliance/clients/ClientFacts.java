package dev.sallyport.appliance.clients;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Reference;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a client are made of. Every host is canonical, so it needs no quoting in any of them.
 *
 * @param host the appliance as clients reach it, with its port unless that is 443
 * @param tls whether it speaks TLS
 * @param authority the certificate that clients have to trust, in PEM; null if they do already
 * @param defaultRegistry where the appliance looks for names that have no host
 * @param registries the registries that clients are to ask the appliance for; sorted, the default one among them
 */
public record ClientFacts(
        String host, boolean tls, @Nullable String authority, String defaultRegistry, List<String> registries) {
    public ClientFacts {
        requireHost(host);
        requireHost(defaultRegistry);
        registries.forEach(ClientFacts::requireHost);
        if (host.equals(defaultRegistry)) {
            throw new IllegalArgumentException("Another registry than the appliance: " + host);
        }
        TreeSet<String> sorted = new TreeSet<>(registries);
        sorted.add(defaultRegistry);
        // Its own content is asked for by its own name anyway.
        sorted.remove(host);
        registries = List.copyOf(sorted);
        if (authority != null && !tls) {
            throw new IllegalArgumentException("An authority without TLS");
        }
    }

    private static void requireHost(String host) {
        if (!Reference.isCanonicalHost(requireNonNull(host, "host is null"))) {
            throw new IllegalArgumentException("Not a registry host: " + host);
        }
    }

    /** The appliance's address. */
    String url() {
        return (tls ? "https://" : "http://") + host;
    }

    /** Whether names without a host are Docker Hub's, as all clients take them. */
    boolean defaultsToDockerHub() {
        return defaultRegistry.equals(Reference.DOCKER_HUB);
    }
}
