package dev.sallyport.appliance.http;

import io.micronaut.http.ssl.CertificateProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The server's certificate and key, checked to belong together; can be replaced while the server runs. Thread-safe. */
final class TlsIdentity implements CertificateProvider {
    /** Under which the server's configuration refers to it. */
    static final String NAME = "appliance";

    private static final int LARGEST = 1 << 20;

    private final Sinks.Many<KeyStore> published = Sinks.many().replay().latest();
    private final @Nullable KeyStore clientAuthorities;
    private KeyStore keys;
    private List<Certificate> chain;

    private TlsIdentity(KeyStore keys, List<Certificate> chain, @Nullable KeyStore clientAuthorities) {
        this.keys = keys;
        this.chain = chain;
        this.clientAuthorities = clientAuthorities;
        publish(keys);
    }

    /** Serves new connections with what {@code other} has; says whether that is something else. */
    synchronized boolean replace(TlsIdentity other) {
        if (chain.equals(other.chain)) {
            return false;
        }
        keys = other.keys;
        chain = other.chain;
        publish(keys);
        return true;
    }

    private void publish(KeyStore store) {
        published.emitNext(store, Sinks.EmitFailureHandler.FAIL_FAST);
    }

    static TlsIdentity read(TlsFiles files) throws TlsFilesException {
        Certificate[] chain = readChain(files.certificate());
        PrivateKey key = PrivateKeyFile.read(files.key(), chain[0].getPublicKey());
        try {
            if (!belongTogether(chain[0], key)) {
                throw new TlsFilesException(
                        files.key(),
                        "it is not the key of the first certificate in " + files.certificate(),
                        "Give the key that the certificate was made for; the server's own certificate comes first.",
                        null);
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(NAME, key, null, chain);
            return new TlsIdentity(keys, List.of(chain), clientAuthorities(files.clientAuthorities()));
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsFilesException(
                    files.certificate(), "Java does not support its key", "Use an RSA or EC certificate.", e);
        }
    }

    private static @Nullable KeyStore clientAuthorities(@Nullable Path file)
            throws TlsFilesException, GeneralSecurityException, IOException {
        if (file == null) {
            return null;
        }
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        Certificate[] certificates = readChain(file);
        for (int i = 0; i < certificates.length; i++) {
            authorities.setCertificateEntry("authority-" + i, certificates[i]);
        }
        return authorities;
    }

    static TlsFilesException unreadable(Path file, IOException cause) {
        return new TlsFilesException(
                file,
                "it cannot be read (" + cause.getClass().getSimpleName() + ")",
                "Check that it exists and that the server's user may read it.",
                cause);
    }

    private static Certificate[] readChain(Path file) throws TlsFilesException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new TlsFilesException(
                        file,
                        "it is larger than 1 MiB",
                        "Give the server's certificate and the intermediate ones.",
                        null);
            }
            Collection<? extends Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
            if (!chain.isEmpty()) {
                return chain.toArray(Certificate[]::new);
            }
            throw new TlsFilesException(
                    file, "it holds no certificate", "Give the file that starts with BEGIN CERTIFICATE.", null);
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (GeneralSecurityException e) {
            throw new TlsFilesException(
                    file, "it holds no certificate in PEM", "Give the file that starts with BEGIN CERTIFICATE.", e);
        }
    }

    private static boolean belongTogether(Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(probe);
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certificate);
        verifying.update(probe);
        return verifying.verify(signing.sign());
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public Publisher<KeyStore> getKeyStore() {
        return published.asFlux();
    }

    /** Whose certificates clients may show; read once. */
    @Override
    public Publisher<KeyStore> getTrustStore() {
        return Mono.justOrEmpty(clientAuthorities);
    }
}
