package dev.sallyport.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.Category;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class TrustPolicyTest {
    private static final SigningKey ANN = SigningKey.generate();
    private static final SigningKey BOB = SigningKey.generate();
    private static final SigningKey EVE = SigningKey.generate();
    private static final String STREAM = "factory-7";

    private static TrustedKey trust(SigningKey key, String stream, int threshold) {
        return new TrustedKey(key.verificationKey(), "Acme", stream, null, threshold, false);
    }

    private static TrustedKey revoke(TrustedKey key) {
        return new TrustedKey(key.key(), key.publisher(), key.stream(), key.repositories(), key.threshold(), true);
    }

    private static Envelope signedBy(SigningKey... keys) {
        return Envelope.sign("type", "payload".getBytes(UTF_8), List.of(keys));
    }

    private static List<TrustedKey> decide(Envelope envelope, String stream, TrustedKey... keys)
            throws UntrustedSignatureException {
        TrustPolicy policy = new TrustPolicy(List.of(keys));
        return policy.requireThreshold(policy.requireSigner(envelope), stream);
    }

    private static void assertRefused(String code, ThrowingCallable decision) {
        assertThatThrownBy(decision).isInstanceOfSatisfying(UntrustedSignatureException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.category()).isEqualTo(Category.REFUSED);
            assertThat(e.remedy()).isNotEmpty();
        });
    }

    @Test
    void acceptsATrustedKeyOfTheStream() throws Exception {
        TrustedKey ann = trust(ANN, STREAM, 1);
        assertThat(decide(signedBy(ANN), STREAM, ann, trust(BOB, STREAM, 1))).containsExactly(ann);
        TrustedKey any = TrustedKey.forAnyStream(ANN.verificationKey());
        assertThat(decide(signedBy(ANN), STREAM, any)).containsExactly(any);
    }

    @Test
    void trustsNobodyWithoutKeys() {
        assertRefused("unknown-key", () -> decide(signedBy(ANN), STREAM));
        assertRefused("unknown-key", () -> decide(signedBy(), STREAM, trust(ANN, STREAM, 1)));
    }

    @Test
    void tellsAnUnknownKeyFromAForgedSignature() throws Exception {
        TrustedKey ann = trust(ANN, STREAM, 1);
        assertRefused("unknown-key", () -> decide(signedBy(EVE), STREAM, ann));
        String forged = new String(signedBy(EVE).encode(), UTF_8)
                .replace(
                        EVE.verificationKey().id().toString(),
                        ANN.verificationKey().id().toString());
        Envelope envelope = Envelope.parse(forged.getBytes(UTF_8));
        assertRefused("invalid-signature", () -> decide(envelope, STREAM, ann));
    }

    @Test
    void refusesARevokedKey() throws Exception {
        TrustedKey ann = revoke(trust(ANN, STREAM, 1));
        assertRefused("revoked-key", () -> decide(signedBy(ANN), STREAM, ann));
        assertRefused("revoked-key", () -> decide(signedBy(ANN, EVE), STREAM, ann));
        TrustedKey bob = trust(BOB, STREAM, 1);
        assertThat(decide(signedBy(ANN, BOB), STREAM, ann, bob)).containsExactly(bob);
    }

    @Test
    void aRevokedKeyDoesNotCountTowardsTheThreshold() {
        TrustedKey ann = revoke(trust(ANN, STREAM, 2));
        assertRefused("too-few-signatures", () -> decide(signedBy(ANN, BOB), STREAM, ann, trust(BOB, STREAM, 2)));
    }

    @Test
    void refusesTheKeyOfAnotherStream() throws Exception {
        TrustedKey ann = trust(ANN, "factory-8", 1);
        assertRefused("wrong-stream", () -> decide(signedBy(ANN), STREAM, ann));
        assertRefused("wrong-stream", () -> decide(signedBy(ANN, EVE), STREAM, ann, trust(BOB, STREAM, 1)));
        TrustedKey here = trust(ANN, STREAM, 1);
        assertThat(decide(signedBy(ANN), STREAM, ann, here)).containsExactly(here);
    }

    @Test
    void countsDistinctKeys() throws Exception {
        TrustedKey ann = trust(ANN, STREAM, 2);
        TrustedKey bob = trust(BOB, STREAM, 1);
        assertThat(decide(signedBy(BOB, ANN), STREAM, ann, bob)).containsExactly(ann, bob);
        assertRefused("too-few-signatures", () -> decide(signedBy(ANN), STREAM, ann, bob));
        assertRefused("too-few-signatures", () -> decide(signedBy(ANN, ANN), STREAM, ann, bob));
        assertRefused("too-few-signatures", () -> decide(signedBy(BOB, EVE), STREAM, ann, bob));
        assertRefused("too-few-signatures", () -> decide(signedBy(ANN, BOB), STREAM, ann, trust(BOB, "factory-8", 1)));
        assertRefused(
                "too-few-signatures",
                () -> decide(signedBy(ANN), STREAM, ann, TrustedKey.forAnyStream(ANN.verificationKey())));
    }

    @Test
    void ignoresSurplusSignatures() throws Exception {
        TrustedKey ann = trust(ANN, STREAM, 1);
        assertThat(decide(signedBy(EVE, ANN, BOB), STREAM, ann)).containsExactly(ann);
        Envelope damaged = Envelope.parse(new String(signedBy(ANN).encode(), UTF_8)
                .replace("\"signatures\":[", "\"signatures\":[{\"keyid\":\"x\",\"sig\":\"AAAA\"},")
                .getBytes(UTF_8));
        assertThat(decide(damaged, STREAM, ann)).containsExactly(ann);
    }

    @Test
    void messagesNeverPrintWhatAnEnvelopeClaimsAsItIs() throws Exception {
        Envelope envelope = Envelope.parse(new JsonWriter()
                .put("payloadType", "t")
                .put("payload", "")
                .putAll(
                        "signatures",
                        List.of("\u001b[2J" + "x".repeat(1000)),
                        id -> new JsonWriter()
                                .put("keyid", Json.of(id))
                                .put("sig", "")
                                .toObject())
                .toBytes());
        assertThatThrownBy(() -> decide(envelope, STREAM))
                .isInstanceOf(UntrustedSignatureException.class)
                .satisfies(
                        e -> assertThat(e.getMessage()).doesNotContain("\u001b").hasSizeLessThan(400));
    }
}
