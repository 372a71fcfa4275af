package dev.sallyport.agent.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys from PEM files, RFC 7468. */
final class PemFile {
    private static final int LARGEST = 4 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

    private final Path file;
    private final String text;

    private PemFile(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    static PemFile read(Path file) throws TlsMaterialException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw problem(
                        file, "it has more than the " + LARGEST + " bytes allowed", "Check that it is the right file.");
            }
            return new PemFile(file, new String(content, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw problem(
                    file,
                    "it cannot be read (" + e.getClass().getSimpleName() + ")",
                    "Check the path, and that you may read the file.");
        }
    }

    /** The certificates in it, at least one, in order. */
    List<X509Certificate> certificates() throws TlsMaterialException {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text);
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (blocks.find()) {
                if (blocks.group(1).equals("CERTIFICATE")) {
                    byte[] der = Base64.getMimeDecoder().decode(blocks.group(2));
                    certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
                }
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw problem(file, "a certificate in it is malformed", "Copy the file again.");
        }
        if (certificates.isEmpty()) {
            throw problem(
                    file,
                    "it holds no certificate in PEM",
                    "Give a file with -----BEGIN CERTIFICATE-----; openssl x509 -inform DER -in CERT converts others.");
        }
        return certificates;
    }

    /** The private key in it, for a certificate whose key is of {@code algorithm}. */
    PrivateKey key(String algorithm) throws TlsMaterialException {
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).equals("PRIVATE KEY")) {
                try {
                    byte[] der = Base64.getMimeDecoder().decode(blocks.group(2));
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
                } catch (GeneralSecurityException | IllegalArgumentException e) {
                    // Without the cause, which may quote the key.
                    throw problem(
                            file,
                            "it is no key for a certificate of type " + algorithm,
                            "Give the certificate's own key.");
                }
            }
        }
        throw problem(
                file,
                "it holds no unencrypted private key in PKCS#8 and PEM",
                "Convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pem");
    }

    private static TlsMaterialException problem(Path file, String problem, String remedy) {
        return new TlsMaterialException(file, problem, remedy);
    }
}
