package dev.sallyport.appliance.http;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Where the server's identity lies: the certificate, followed by the intermediate ones, and its private key without a
 * passphrase, both as PEM.
 */
public record TlsFiles(Path certificate, Path key) {
    public TlsFiles {
        requireNonNull(certificate, "certificate is null");
        requireNonNull(key, "key is null");
    }
}
