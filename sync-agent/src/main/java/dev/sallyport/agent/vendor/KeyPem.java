package dev.sallyport.agent.vendor;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The textual encoding of a public key, RFC 7468; one key a file. */
final class KeyPem {
    private static final int LARGEST = 64 << 10;
    private static final String LABEL = "PUBLIC KEY";
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

    private KeyPem() {}

    /** The SubjectPublicKeyInfo in {@code pem}. */
    static byte[] decode(String file, byte[] pem) throws MalformedVendorKeyException {
        if (pem.length > LARGEST) {
            throw new MalformedVendorKeyException(
                    file, "it is larger than a key can be", "Give the file that holds the key alone.");
        }
        Matcher blocks = BLOCK.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        if (!blocks.find()) {
            throw new MalformedVendorKeyException(
                    file, "it is not in PEM", "Give a file that starts with -----BEGIN " + LABEL + "-----.");
        }
        String label = blocks.group(1);
        String content = blocks.group(2);
        if (!label.equals(LABEL)) {
            throw new MalformedVendorKeyException(
                    file, "it holds '" + label + "' where '" + LABEL + "' was expected", remedyFor(label));
        }
        if (blocks.find()) {
            throw new MalformedVendorKeyException(
                    file, "it holds more than one block", "Keep each key in a file of its own.");
        }
        try {
            return Base64.getMimeDecoder().decode(content);
        } catch (IllegalArgumentException e) {
            throw new MalformedVendorKeyException(file, "its PEM block is not base64", "Copy the key file again.");
        }
    }

    private static String remedyFor(String label) {
        return switch (label) {
            case "CERTIFICATE" -> "Take its key: openssl x509 -in CERT -pubkey -noout -out KEY.pub";
            case "RSA PUBLIC KEY" -> "Convert it: openssl rsa -RSAPublicKey_in -in KEY -pubout -out KEY.pub";
            default ->
                label.endsWith("PRIVATE KEY")
                        ? "Give the public key, such as cosign.pub; a vendor's private key has no place here."
                        : "Give the vendor's public key, such as cosign.pub.";
        };
    }
}
