package dev.sallyport.appliance.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the private key of a certificate from PEM: PKCS #8, or the older forms of openssl for RSA and EC keys, which leave
 * the algorithm to the file's label and are completed with the certificate's.
 */
final class PrivateKeyFile {
    private static final int LARGEST = 64 << 10;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{0,32}PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final byte[] VERSION_ZERO = {0x02, 0x01, 0x00};

    private PrivateKeyFile() {}

    static PrivateKey read(Path file, PublicKey certified) throws TlsFilesException {
        Matcher block = BLOCK.matcher(text(file));
        if (!block.find()) {
            throw new TlsFilesException(
                    file, "it holds no private key in PEM", "Give the key file that belongs to the certificate.", null);
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            byte[] pkcs8 = switch (block.group(1)) {
                case "PRIVATE KEY" -> der;
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> complete(der, certified);
                default ->
                    throw new TlsFilesException(
                            file,
                            "it holds '" + block.group(1) + "'",
                            "Write it without a passphrase: openssl pkey -in KEY -out KEY.pem",
                            null);
            };
            return KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsFilesException(
                    file,
                    "it holds no " + certified.getAlgorithm() + " key, which the certificate needs",
                    "Give the key file that belongs to the certificate.",
                    e);
        }
    }

    private static String text(Path file) throws TlsFilesException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new TlsFilesException(
                        file, "it is larger than a key can be", "Give the file that holds the key.", null);
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw TlsIdentity.unreadable(file, e);
        }
    }

    /** PKCS #8: version, the algorithm as the certificate has it, the key in its older form. */
    private static byte[] complete(byte[] key, PublicKey certified) throws GeneralSecurityException {
        byte[] algorithm = firstElement(content(certified.getEncoded()));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(VERSION_ZERO);
        all.writeBytes(algorithm);
        all.writeBytes(element(OCTET_STRING, key));
        return element(SEQUENCE, all.toByteArray());
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else { // two bytes hold what LARGEST allows
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    /** What is inside the first element of {@code der}, which the JDK wrote. */
    private static byte[] content(byte[] der) throws GeneralSecurityException {
        int header = headerLength(der);
        return Arrays.copyOfRange(der, header, header + contentLength(der));
    }

    private static byte[] firstElement(byte[] der) throws GeneralSecurityException {
        return Arrays.copyOf(der, headerLength(der) + contentLength(der));
    }

    private static int headerLength(byte[] der) throws GeneralSecurityException {
        int first = der[1] & 0xff;
        if (first > 0x82) {
            throw new GeneralSecurityException("A public key longer than 64 KiB");
        }
        return first < 0x80 ? 2 : 2 + (first & 0x7f);
    }

    private static int contentLength(byte[] der) throws GeneralSecurityException {
        int header = headerLength(der);
        int length = header == 2 ? der[1] & 0x7f : 0;
        for (int i = 2; i < header; i++) {
            length = (length << 8) | (der[i] & 0xff);
        }
        return length;
    }
}
