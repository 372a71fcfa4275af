package dev.sallyport.agent.vendor;

import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A Sigstore bundle: a statement in a DSSE envelope, or a signature over something outside. Its certificates and log entries are
 * not looked at: the key decides.
 *
 * @see <a href="https://github.com/sigstore/cosign/blob/v2.6.0/specs/BUNDLE_SPEC.md">bundles at registries</a>
 * @see <a href="https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md">DSSE</a>
 */
final class SigstoreBundle {
    /** How all its media types begin; what follows is the version. */
    static final String MEDIA_TYPES = "application/vnd.dev.sigstore.bundle";

    /** The most bytes of a bundle. */
    static final int MAX_SIZE = 1 << 20;

    private static final int MOST_SIGNATURES = 16;

    private final Signed signed;
    private final List<byte[]> signatures;

    private SigstoreBundle(Signed signed, List<byte[]> signatures) {
        this.signed = signed;
        this.signatures = List.copyOf(signatures);
    }

    /** What the signatures are over. */
    sealed interface Signed {
        /** A statement that the bundle holds: {@code message} is what the signature is over. */
        @SuppressWarnings("ArrayRecordComponent") // never compared or changed
        record Statement(String payloadType, byte[] payload) implements Signed {
            // PAE(type, body) = "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body
            byte[] message() {
                byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
                byte[] head = ("DSSEv1 " + type.length + ' ' + payloadType + ' ' + payload.length + ' ')
                        .getBytes(StandardCharsets.UTF_8);
                byte[] message = new byte[head.length + payload.length];
                System.arraycopy(head, 0, message, 0, head.length);
                System.arraycopy(payload, 0, message, head.length, payload.length);
                return message;
            }
        }

        /** Something that the bundle does not hold. */
        record Outside() implements Signed {}
    }

    static SigstoreBundle parse(byte[] content) throws MalformedJsonException {
        JsonReader json = StrictJson.parseObject("the Sigstore bundle", content, MAX_SIZE);
        if (!json.text("mediaType").startsWith(MEDIA_TYPES)) {
            throw json.problem("mediaType", "is no Sigstore bundle's");
        }
        Optional<JsonReader> envelope = json.optionalObject("dsseEnvelope");
        Optional<JsonReader> message = json.optionalObject("messageSignature");
        if (envelope.isPresent() == message.isPresent()) {
            throw json.problem("dsseEnvelope", "or 'messageSignature' has to be there, and not both");
        }
        if (message.isPresent()) {
            return new SigstoreBundle(new Signed.Outside(), List.of(base64(message.get(), "signature")));
        }
        List<byte[]> signatures = new ArrayList<>();
        for (JsonReader signature : envelope.get().objects("signatures")) {
            if (signatures.size() == MOST_SIGNATURES) {
                throw envelope.get().problem("signatures", "has more than " + MOST_SIGNATURES + " elements");
            }
            signatures.add(base64(signature, "sig"));
        }
        return new SigstoreBundle(
                new Signed.Statement(envelope.get().text("payloadType"), base64(envelope.get(), "payload")),
                signatures);
    }

    Signed signed() {
        return signed;
    }

    boolean isSigned(VendorKey key, byte[] message) {
        return signatures.stream().anyMatch(signature -> key.verifies(message, signature));
    }

    private static byte[] base64(JsonReader json, String name) throws MalformedJsonException {
        String text = json.text(name);
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw json.problem(name, "is not base64");
        }
    }
}
