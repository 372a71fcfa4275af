package dev.sallyport.appliance.http;

import io.micronaut.core.async.publisher.Publishers;
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
import org.reactivestreams.Publisher;

/** The server's certificate and key, read once and checked to belong together. */
final class TlsIdentity implements CertificateProvider {
    /** Under which the server's configuration refers to it. */
    static final String NAME = "appliance";

    private static final int LARGEST = 1 << 20;

    private final KeyStore keys;

    private TlsIdentity(KeyStore keys) {
        this.keys = keys;
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
            return new TlsIdentity(keys);
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsFilesException(
                    files.certificate(), "Java does not support its key", "Use an RSA or EC certificate.", e);
        }
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
        return Publishers.just(keys);
    }
}
