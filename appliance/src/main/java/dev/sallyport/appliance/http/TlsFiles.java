package dev.sallyport.appliance.http;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the server's identity lies: the certificate, followed by the intermediate ones, and its private key without a
 * passphrase, both as PEM. The server reads them again when they change.
 *
 * @param clientAuthorities certificates of the authorities whose clients may show a certificate; null to ask for none
 */
public record TlsFiles(Path certificate, Path key, @Nullable Path clientAuthorities) {
    public TlsFiles {
        requireNonNull(certificate, "certificate is null");
        requireNonNull(key, "key is null");
    }

    /** Without client certificates. */
    public TlsFiles(Path certificate, Path key) {
        this(certificate, key, null);
    }
}
