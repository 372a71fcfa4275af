package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * What proves to a host over TLS who we are.
 *
 * @param certificate a PEM file: our certificate, then those that lead to its authority
 * @param key a PEM file with its private key, not encrypted
 */
public record ClientCertificate(Path certificate, Path key) {
    public ClientCertificate {
        requireNonNull(certificate, "certificate is null");
        requireNonNull(key, "key is null");
    }
}
