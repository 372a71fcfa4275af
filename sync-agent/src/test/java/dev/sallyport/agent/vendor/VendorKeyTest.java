package dev.sallyport.agent.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VendorKeyTest {
    private static final byte[] MESSAGE = "message".getBytes(UTF_8);

    @Test
    void verifiesWithEveryKindOfKeyAndNoOther() throws Exception {
        List<TestSigner> signers = List.of(
                TestSigner.p256(),
                TestSigner.curve("secp384r1", "SHA384withECDSA"),
                TestSigner.curve("secp384r1", "SHA256withECDSA"),
                TestSigner.rsa(2048),
                TestSigner.ed25519());
        for (TestSigner signer : signers) {
            byte[] signature = signer.sign(MESSAGE);
            for (TestSigner key : signers) {
                assertThat(key.key().verifies(MESSAGE, signature)).isEqualTo(key == signer);
            }
            assertThat(signer.key().verifies("messages".getBytes(UTF_8), signature))
                    .isFalse();
            assertThat(signer.key().verifies(MESSAGE, new byte[0])).isFalse();
            assertThat(signer.key().verifies(MESSAGE, new byte[100_000])).isFalse();
        }
    }

    @Test
    void verifiesRsaWithProbabilisticPaddingToo() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Signature signer = Signature.getInstance("RSASSA-PSS");
        signer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        signer.initSign(pair.getPrivate());
        signer.update(MESSAGE);

        assertThat(VendorKey.fromPem("rsa.pub", TestSigner.pem(pair.getPublic()))
                        .verifies(MESSAGE, signer.sign()))
                .isTrue();
    }

    @Test
    void refusesKeysThatAreTooWeakOrOfAnotherKind() throws Exception {
        assertRefused(TestSigner.rsa(1024).pem(), "an RSA key of 1024 bits");
        assertRefused(TestSigner.curve("secp521r1", "SHA512withECDSA").pem(), "neither P-256 nor P-384");
        assertRefused(
                TestSigner.pem(
                        KeyPairGenerator.getInstance("DSA").generateKeyPair().getPublic()),
                "no ECDSA");
    }

    @Test
    void saysWhatAFileHoldsInstead() throws Exception {
        TestSigner signer = TestSigner.p256();
        assertRefused(TestSigner.pem("PRIVATE KEY", signer.privateKey()), "'PRIVATE KEY' where 'PUBLIC KEY'");
        assertRefused(TestSigner.pem("ENCRYPTED SIGSTORE PRIVATE KEY", new byte[3]), "ENCRYPTED SIGSTORE PRIVATE KEY");
        assertRefused(TestSigner.pem("CERTIFICATE", new byte[3]), "CERTIFICATE");
        assertRefused("ssh-ed25519 AAAA".getBytes(UTF_8), "not in PEM");
        assertRefused(new byte[1 << 20], "larger than a key");
        assertRefused(TestSigner.pem("PUBLIC KEY", new byte[40]), "no ECDSA, RSA or Ed25519");
        byte[] pem = signer.pem();
        assertRefused((new String(pem, UTF_8) + new String(pem, UTF_8)).getBytes(UTF_8), "more than one block");
    }

    private static void assertRefused(byte[] pem, String why) {
        assertThatThrownBy(() -> VendorKey.fromPem("keys/x.pub", pem))
                .isInstanceOf(MalformedVendorKeyException.class)
                .hasMessageContaining("keys/x.pub")
                .hasMessageContaining(why);
    }
}
