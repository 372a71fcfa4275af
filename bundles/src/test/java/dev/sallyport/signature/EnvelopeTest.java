package dev.sallyport.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnvelopeTest {
    private static final byte[] HELLO = "hello world".getBytes(UTF_8);

    private static String text(String signatures) {
        return "{\"payloadType\":\"" + OpensslVectors.PAYLOAD_TYPE
                + "\",\"payload\":\"aGVsbG8gd29ybGQ=\",\"signatures\":[" + signatures + "]}";
    }

    private static String signature(String keyId, String signature) {
        return "{\"keyid\":\"" + keyId + "\",\"sig\":\"" + signature + "\"}";
    }

    private static Envelope parse(String text) throws MalformedJsonException {
        return Envelope.parse(text.getBytes(UTF_8));
    }

    private static VerificationKey key(String pem) throws MalformedKeyException {
        return VerificationKey.fromPem(pem.getBytes(UTF_8));
    }

    // What openssl signed is the encoding of the protocol's example, so this holds the encoding too.
    @Test
    void checksWhatOpensslSigned() throws Exception {
        VerificationKey edwards = key(OpensslVectors.ED25519_PUBLIC);
        VerificationKey p256 = key(OpensslVectors.P256_PUBLIC);
        Envelope envelope = parse(text(signature(OpensslVectors.ED25519_ID, OpensslVectors.ED25519_SIGNATURE) + ","
                + signature(OpensslVectors.P256_ID, OpensslVectors.P256_SIGNATURE)));
        assertThat(envelope.payload()).isEqualTo(HELLO);
        assertThat(envelope.signers(List.of(p256, edwards))).containsExactly(p256, edwards);
    }

    @Test
    void writesWhatItReads() throws Exception {
        SigningKey key = SigningKey.fromPem(OpensslVectors.ED25519.getBytes(UTF_8), null);
        Envelope envelope = Envelope.sign(OpensslVectors.PAYLOAD_TYPE, HELLO, List.of(key));
        String text = text(signature(OpensslVectors.ED25519_ID, OpensslVectors.ED25519_SIGNATURE));
        assertThat(envelope.encode()).asString(UTF_8).isEqualTo(text);
        assertThat(parse(text).encode()).asString(UTF_8).isEqualTo(text);
    }

    @Test
    void tellsItsSizeBeforeItIsSigned() throws Exception {
        SigningKey edwards = SigningKey.fromPem(OpensslVectors.ED25519.getBytes(UTF_8), null);
        SigningKey p256 =
                SigningKey.fromPem(OpensslVectors.P256.getBytes(UTF_8), OpensslVectors.P256_PUBLIC.getBytes(UTF_8));
        VerificationKey ours = edwards.verificationKey();

        assertThat(Envelope.size(OpensslVectors.PAYLOAD_TYPE, HELLO, List.of(ours)))
                .isEqualTo(Envelope.sign(OpensslVectors.PAYLOAD_TYPE, HELLO, List.of(edwards))
                        .encode()
                        .length);
        assertThat(Envelope.sign(OpensslVectors.PAYLOAD_TYPE, HELLO, List.of(edwards, p256))
                        .encode())
                .hasSizeBetween(
                        Envelope.size(OpensslVectors.PAYLOAD_TYPE, HELLO, List.of(ours, p256.verificationKey())) - 12,
                        Envelope.size(OpensslVectors.PAYLOAD_TYPE, HELLO, List.of(ours, p256.verificationKey())));
    }

    @Test
    void aSignatureUnderAnotherKeysIdDoesNotCount() throws Exception {
        VerificationKey edwards = key(OpensslVectors.ED25519_PUBLIC);
        VerificationKey p256 = key(OpensslVectors.P256_PUBLIC);
        for (String id : List.of(OpensslVectors.P256_ID, "", "998ede1a", OpensslVectors.ED25519_ID + " ")) {
            Envelope envelope = parse(text(signature(id, OpensslVectors.ED25519_SIGNATURE)));
            assertThat(envelope.signers(List.of(edwards, p256))).isEmpty();
        }
        assertThat(parse(text("{\"sig\":\"" + OpensslVectors.ED25519_SIGNATURE + "\"}"))
                        .signers(List.of(edwards)))
                .isEmpty();
    }

    @Test
    void typeAndPayloadAreBothSigned() throws Exception {
        VerificationKey edwards = key(OpensslVectors.ED25519_PUBLIC);
        String good = text(signature(OpensslVectors.ED25519_ID, OpensslVectors.ED25519_SIGNATURE));
        assertThat(parse(good).signers(List.of(edwards))).hasSize(1);
        assertThat(parse(good.replace("HelloWorld", "HelloWorle")).signers(List.of(edwards)))
                .isEmpty();
        assertThat(parse(good.replace("aGVsbG8gd29ybGQ=", "bGVsbG8gd29ybGQ=")).signers(List.of(edwards)))
                .isEmpty();
    }

    @Test
    void aKeyCountsOnceHoweverOftenItSigned() {
        SigningKey key = SigningKey.generate();
        VerificationKey checker = key.verificationKey();
        Envelope envelope = Envelope.sign("t", HELLO, List.of(key, key, key));
        assertThat(envelope.signers(List.of(checker, checker))).containsExactly(checker);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{}|'payloadType' is missing",
                "{\"payloadType\":\"t\"}|'payload' is missing",
                "{\"payloadType\":7,\"payload\":\"\"}|'payloadType' is not text",
                "{\"payloadType\":\"t\",\"payload\":\"a\"}|not canonical base64",
                "{\"payloadType\":\"t\",\"payload\":\"aGVsbG8gd29ybGR=\"}|not canonical base64",
                "{\"payloadType\":\"t\",\"payload\":\"aGVsbG8gd29ybGQ\"}|not canonical base64",
                "{\"payloadType\":\"t\",\"payload\":\"aGVs bG8=\"}|not canonical base64",
                "{\"payloadType\":\"t\",\"payload\":\"_-8=\"}|not canonical base64",
                "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":{}}|'signatures' is not an array",
                "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[1]}|'signatures' has an element",
                "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[{}]}|'sig' is missing",
                "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[{\"sig\":\"!\"}]}|not canonical base64",
                "{\"payloadType\":\"t\",\"payload\":\"\",\"payload\":\"\"}|Duplicate field",
                "[]|not an object",
            })
    void refusesWhatIsNoEnvelope(String text, String why) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining(why);
    }

    @Test
    void refusesMoreSignaturesThanAnybodyNeeds() throws Exception {
        List<String> signatures = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            signatures.add(signature("k" + i, ""));
        }
        assertThat(parse(text(String.join(",", signatures))).claimedKeyIds()).hasSize(64);
        signatures.add(signature("k", ""));
        assertThatThrownBy(() -> parse(text(String.join(",", signatures))))
                .hasMessageContaining("65 elements, more than the 64 allowed");
    }

    @Test
    void refusesAnEnvelopeOverItsLimit() {
        assertThatThrownBy(() -> Envelope.parse(new byte[Envelope.MAX_SIZE + 1]))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("more than the 8388608 allowed");
    }
}
