package dev.sallyport.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SigningKeyTest {
    private static final byte[] MESSAGE = "DSSEv1 29 http://example.com/HelloWorld 11 hello world".getBytes(UTF_8);

    private static SigningKey read(String pem, @Nullable String publicPem) throws MalformedKeyException {
        return SigningKey.fromPem(pem.getBytes(UTF_8), publicPem == null ? null : publicPem.getBytes(UTF_8));
    }

    private static VerificationKey readPublic(String pem) throws MalformedKeyException {
        return VerificationKey.fromPem(pem.getBytes(UTF_8));
    }

    private static void assertRefused(String pem, @Nullable String publicPem, String problem, String remedy) {
        assertThatThrownBy(() -> read(pem, publicPem)).isInstanceOfSatisfying(MalformedKeyException.class, e -> {
            assertThat(e).hasMessageContaining(problem);
            assertThat(e.remedy()).contains(remedy);
        });
    }

    private static void assertPublicRefused(String pem, String problem, String remedy) {
        assertThatThrownBy(() -> readPublic(pem)).isInstanceOfSatisfying(MalformedKeyException.class, e -> {
            assertThat(e).hasMessageContaining(problem);
            assertThat(e.remedy()).contains(remedy);
        });
    }

    @Test
    void readsOpensslsEd25519KeyAndSignsTheSameBytes() throws Exception {
        SigningKey key = read(OpensslVectors.ED25519, null);
        assertThat(key.verificationKey().id()).hasToString(OpensslVectors.ED25519_ID);
        assertThat(key.verificationKey().algorithmName()).isEqualTo("ed25519");
        assertThat(key.verificationKey().toPem()).isEqualTo(OpensslVectors.ED25519_PUBLIC);
        assertThat(key.toPem()).isEqualTo(OpensslVectors.ED25519);
        assertThat(Base64.getEncoder().encodeToString(key.sign(MESSAGE))).isEqualTo(OpensslVectors.ED25519_SIGNATURE);
    }

    @Test
    void readsOpensslsP256KeyAndChecksItsSignature() throws Exception {
        SigningKey key = read(OpensslVectors.P256, OpensslVectors.P256_PUBLIC);
        VerificationKey checker = readPublic(OpensslVectors.P256_PUBLIC);
        assertThat(key.verificationKey()).isEqualTo(checker).hasSameHashCodeAs(checker);
        assertThat(checker.id()).hasToString(OpensslVectors.P256_ID);
        assertThat(checker.algorithmName()).isEqualTo("ecdsa-p256");
        assertThat(checker.toPem()).isEqualTo(OpensslVectors.P256_PUBLIC);
        assertThat(checker.verifies(MESSAGE, Base64.getDecoder().decode(OpensslVectors.P256_SIGNATURE)))
                .isTrue();
        assertThat(checker.verifies(MESSAGE, key.sign(MESSAGE))).isTrue();
    }

    @Test
    void refusesChangedMessagesAndSignatures() throws Exception {
        for (String[] pair : new String[][] {
            {OpensslVectors.ED25519_PUBLIC, OpensslVectors.ED25519_SIGNATURE},
            {OpensslVectors.P256_PUBLIC, OpensslVectors.P256_SIGNATURE}
        }) {
            VerificationKey key = readPublic(pair[0]);
            byte[] signature = Base64.getDecoder().decode(pair[1]);
            assertThat(key.verifies(MESSAGE, signature)).isTrue();
            assertThat(key.verifies("DSSEv1".getBytes(UTF_8), signature)).isFalse();
            assertThat(key.verifies(MESSAGE, new byte[0])).isFalse();
            assertThat(key.verifies(MESSAGE, new byte[64])).isFalse();
            // Zero for both numbers: CVE-2022-21449.
            assertThat(key.verifies(MESSAGE, new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}))
                    .isFalse();
            for (int i = 0; i < signature.length; i++) {
                byte[] changed = signature.clone();
                changed[i] ^= 1;
                assertThat(key.verifies(MESSAGE, changed)).as("byte %d", i).isFalse();
            }
        }
    }

    @Test
    void aNewKeyReadsWhatItWrites() throws Exception {
        SigningKey key = SigningKey.generate();
        SigningKey again = read(key.toPem(), key.verificationKey().toPem());
        assertThat(again.verificationKey()).isEqualTo(key.verificationKey());
        assertThat(again.sign(MESSAGE)).isEqualTo(key.sign(MESSAGE));
        assertThat(read(key.toPem(), null).verificationKey()).isEqualTo(key.verificationKey());
        assertThat(SigningKey.generate().verificationKey()).isNotEqualTo(key.verificationKey());
    }

    @Test
    void refusesThePublicKeyOfAnother() {
        String another = SigningKey.generate().verificationKey().toPem();
        assertRefused(OpensslVectors.ED25519, another, "not its own", "openssl pkey -in KEY.pem -pubout");
        assertRefused(OpensslVectors.ED25519, OpensslVectors.P256_PUBLIC, "not its own", "-pubout");
        assertRefused(OpensslVectors.P256, OpensslVectors.ED25519_PUBLIC, "not its own", "-pubout");
    }

    @Test
    void refusesOtherPrivateKeysWithTheRemedy() {
        assertRefused(OpensslVectors.P256, null, "public key is missing", "openssl pkey -in KEY.pem -pubout");
        assertRefused(OpensslVectors.SEC1, null, "'EC PRIVATE KEY'", "openssl pkcs8 -topk8 -nocrypt");
        assertRefused(OpensslVectors.SEC1_WITH_PARAMETERS, null, "'EC PRIVATE KEY'", "openssl pkcs8 -topk8 -nocrypt");
        assertRefused(OpensslVectors.ENCRYPTED, null, "'ENCRYPTED PRIVATE KEY'", "openssl pkey -in KEY");
        assertRefused(OpensslVectors.RSA, OpensslVectors.RSA_PUBLIC, "no Ed25519 or ECDSA P-256", "keys generate");
        assertRefused(OpensslVectors.P384, OpensslVectors.P384_PUBLIC, "no Ed25519 or ECDSA P-256", "keys generate");
        assertRefused(OpensslVectors.P384, null, "no Ed25519 or ECDSA P-256", "keys generate");
        assertRefused(OpensslVectors.ED448, null, "no Ed25519 or ECDSA P-256", "keys generate");
        assertRefused(OpensslVectors.ED25519_PUBLIC, null, "'PUBLIC KEY' where 'PRIVATE KEY'", "private key");
    }

    @Test
    void refusesOtherPublicKeysWithTheRemedy() {
        assertPublicRefused(OpensslVectors.RSA_PUBLIC, "no Ed25519 or ECDSA P-256", "keys generate");
        assertPublicRefused(OpensslVectors.P384_PUBLIC, "no Ed25519 or ECDSA P-256", "keys generate");
        assertPublicRefused(OpensslVectors.ED448_PUBLIC, "no Ed25519 or ECDSA P-256", "keys generate");
        assertPublicRefused(OpensslVectors.SECP256K1_PUBLIC, "no Ed25519 or ECDSA P-256", "keys generate");
        assertPublicRefused(OpensslVectors.ED25519, "'PRIVATE KEY' where 'PUBLIC KEY'", "keep the private key");
        assertPublicRefused(OpensslVectors.CERTIFICATE, "'CERTIFICATE'", "openssl x509");
    }

    @Test
    void refusesPointsThatAreNotOnTheCurve() {
        byte[] edwards = Base64.getDecoder().decode("MCowBQYDK2VwAyEAa2tHY64FN2xRBZ2Q1+myVNAFvbNLY15RT+YJV6GIqoc=");
        edwards[12] = 2;
        Arrays.fill(edwards, 13, 44, (byte) 0);
        assertPublicRefused(Pem.encode("PUBLIC KEY", edwards), "no Ed25519 or ECDSA P-256", "keys generate");
    }

    @Test
    void refusesWhatIsNoKeyFile() {
        assertPublicRefused("", "not in PEM", "-----BEGIN PUBLIC KEY-----");
        assertPublicRefused("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 x", "not in PEM", "-----BEGIN PUBLIC KEY-----");
        assertPublicRefused(OpensslVectors.ED25519_PUBLIC.substring(0, 60), "not in PEM", "-----BEGIN PUBLIC KEY-----");
        assertPublicRefused("-----BEGIN PUBLIC KEY-----\nMCow=BQ\n-----END PUBLIC KEY-----", "not base64", "Copy");
        assertPublicRefused(Pem.encode("PUBLIC KEY", new byte[44]), "no Ed25519", "keys generate");
        assertPublicRefused("x".repeat(100_000), "larger than a key", "alone");
        assertPublicRefused("-----BEGIN PUBLIC KEY-----\n".repeat(2000), "not in PEM", "BEGIN");
    }
}
