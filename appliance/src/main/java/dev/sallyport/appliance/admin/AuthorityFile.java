package dev.sallyport.appliance.admin;

import dev.sallyport.oci.MalformedValueException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collection;

/** Certificates that somebody gives in PEM, written again: whatever else stood in the file, a private key above all, is left out. */
final class AuthorityFile {
    private static final int LINE = 64;

    private AuthorityFile() {}

    /** Those in {@code pem}, at least one. */
    static String certificates(String pem) throws MalformedValueException {
        try {
            StringBuilder text = new StringBuilder();
            for (Certificate certificate : read(pem)) {
                String encoded =
                        Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
                text.append("-----BEGIN CERTIFICATE-----\n").append(encoded).append("\n-----END CERTIFICATE-----\n");
            }
            if (text.length() > 0) {
                return text.toString();
            }
        } catch (CertificateException e) {
            // As below.
        }
        throw new MalformedValueException("authority", "the file", "one or more X.509 certificates in PEM");
    }

    private static Collection<? extends Certificate> read(String pem)
            throws CertificateException, CertificateEncodingException {
        StringBuilder blocks = new StringBuilder();
        for (String block : pem.split("(?=-----BEGIN )", -1)) {
            if (block.startsWith("-----BEGIN CERTIFICATE-----")) {
                blocks.append(block);
            }
        }
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(blocks.toString().getBytes(StandardCharsets.US_ASCII)));
    }
}
