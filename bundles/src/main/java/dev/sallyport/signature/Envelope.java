package dev.sallyport.signature;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * A payload and the signatures over it, a DSSE envelope.
 *
 * <p>A signature counts only if its {@code keyid} is the id of the key that verifies it, so nobody's signature can be passed
 * off under another name.
 *
 * @see <a href="https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md">DSSE</a>
 */
public final class Envelope {
    /** The most bytes an encoded envelope may have. */
    public static final int MAX_SIZE = 8 << 20;

    private static final int MOST_SIGNATURES = 64;

    private final String payloadType;
    private final byte[] payload;
    private final List<KeySignature> signatures;

    private Envelope(String payloadType, byte[] payload, List<KeySignature> signatures) {
        this.payloadType = payloadType;
        this.payload = payload;
        this.signatures = List.copyOf(signatures);
    }

    // Private and never compared or changed: an array does no harm here.
    @SuppressWarnings("ArrayRecordComponent")
    private record KeySignature(String keyId, byte[] signature) {}

    /** Signs {@code payload} with each of {@code keys}, in their order. */
    public static Envelope sign(String payloadType, byte[] payload, Collection<SigningKey> keys) {
        byte[] message = preAuthenticationEncoding(payloadType, payload);
        List<KeySignature> signatures = new ArrayList<>();
        for (SigningKey key : keys) {
            signatures.add(new KeySignature(key.verificationKey().id().toString(), key.sign(message)));
        }
        return new Envelope(requireNonNull(payloadType, "payloadType is null"), payload.clone(), signatures);
    }

    /**
     * How many bytes the encoded envelope will have once {@code keys} signed it; nothing is signed for that. Exact for Ed25519. An
     * ECDSA signature is a few bytes shorter once in some hundred times.
     */
    public static int size(String payloadType, byte[] payload, Collection<VerificationKey> keys) {
        List<KeySignature> signatures = new ArrayList<>();
        for (VerificationKey key : keys) {
            signatures.add(new KeySignature(
                    key.id().toString(), new byte[key.algorithm().signatureSize()]));
        }
        return new Envelope(payloadType, payload, signatures).encode().length;
    }

    /** Reads an envelope; verifies nothing. */
    public static Envelope parse(byte[] encoded) throws MalformedJsonException {
        JsonReader json = StrictJson.parseObject("the signed envelope", encoded, MAX_SIZE);
        List<JsonReader> entries = json.objects("signatures");
        if (entries.size() > MOST_SIGNATURES) {
            throw json.problem(
                    "signatures", "has " + entries.size() + " elements, more than the " + MOST_SIGNATURES + " allowed");
        }
        List<KeySignature> signatures = new ArrayList<>();
        for (JsonReader entry : entries) {
            signatures.add(new KeySignature(entry.optionalText("keyid").orElse(""), decode(entry, "sig")));
        }
        return new Envelope(json.text("payloadType"), decode(json, "payload"), signatures);
    }

    /** The envelope as compact JSON. */
    public byte[] encode() {
        Base64.Encoder base64 = Base64.getEncoder();
        return new JsonWriter()
                .put("payloadType", payloadType)
                .put("payload", base64.encodeToString(payload))
                .putAll(
                        "signatures",
                        signatures,
                        signature -> new JsonWriter()
                                .put("keyid", signature.keyId())
                                .put("sig", base64.encodeToString(signature.signature()))
                                .toObject())
                .toBytes();
    }

    /** Those of {@code keys} that signed this payload, each once. */
    public List<VerificationKey> signers(Collection<VerificationKey> keys) {
        byte[] message = preAuthenticationEncoding(payloadType, payload);
        return keys.stream()
                .distinct()
                .filter(key -> signatures.stream()
                        .anyMatch(signature -> signature.keyId().equals(key.id().toString())
                                && key.verifies(message, signature.signature())))
                .toList();
    }

    /** What the payload is. */
    public String payloadType() {
        return payloadType;
    }

    /** The payload's bytes; a copy. */
    public byte[] payload() {
        return payload.clone();
    }

    /** The key ids that the envelope names; none of them is verified. */
    public List<String> claimedKeyIds() {
        return signatures.stream().map(KeySignature::keyId).toList();
    }

    // PAE(type, body) = "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body
    private static byte[] preAuthenticationEncoding(String payloadType, byte[] payload) {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("DSSEv1 " + type.length + ' ' + payloadType + ' ' + payload.length + ' ')
                .getBytes(StandardCharsets.UTF_8);
        byte[] message = new byte[head.length + payload.length];
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(payload, 0, message, head.length, payload.length);
        return message;
    }

    private static byte[] decode(JsonReader json, String name) throws MalformedJsonException {
        String text = json.text(name);
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            // One encoding for one value: the envelope's bytes are the same wherever it is stored.
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw json.problem(name, "is not canonical base64");
    }
}
