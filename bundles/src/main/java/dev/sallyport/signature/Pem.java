package dev.sallyport.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The textual encoding of keys, RFC 7468: one block a file. */
final class Pem {
    private static final int LARGEST = 64 << 10;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

    private Pem() {}

    static String encode(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    /** The content of the block called {@code label}; openssl may write a parameter block before it. */
    static byte[] decode(String label, byte[] pem) throws MalformedKeyException {
        if (pem.length > LARGEST) {
            throw new MalformedKeyException(
                    "it is larger than a key can be", "Give the file that holds the key alone.");
        }
        String found = "";
        Matcher blocks = BLOCK.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        while (blocks.find()) {
            if (blocks.group(1).equals(label)) {
                return decodeBase64(blocks.group(2));
            }
            found = blocks.group(1);
        }
        throw found.isEmpty()
                ? new MalformedKeyException(
                        "it is not in PEM", "Give a file that starts with -----BEGIN " + label + "-----.")
                : new MalformedKeyException(
                        "it holds '" + found + "' where '" + label + "' was expected", remedyFor(found));
    }

    private static byte[] decodeBase64(String text) throws MalformedKeyException {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedKeyException("its PEM block is not base64", "Copy the key file again.");
        }
    }

    private static String remedyFor(String found) {
        return switch (found) {
            case "EC PRIVATE KEY" -> "Convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pem";
            case "ENCRYPTED PRIVATE KEY" -> "Decrypt it: openssl pkey -in KEY -out KEY.pem";
            case "PRIVATE KEY" ->
                "Give the public key, the file that ends in .pub; keep the private key on the connected side.";
            case "PUBLIC KEY" -> "Give the private key, the file that ends in .pem.";
            case "CERTIFICATE" -> "Take its key: openssl x509 -in CERT -pubkey -noout -out KEY.pub";
            default -> "Make a key: sync-agent keys generate --out KEY.pem";
        };
    }
}
