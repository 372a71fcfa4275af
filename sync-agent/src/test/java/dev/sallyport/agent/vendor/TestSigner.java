package dev.sallyport.agent.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.testkit.TestImages;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;

/** A vendor that signs images the way cosign does. */
final class TestSigner {
    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private final KeyPair pair;
    private final String algorithm;

    private TestSigner(KeyPair pair, String algorithm) {
        this.pair = pair;
        this.algorithm = algorithm;
    }

    static TestSigner p256() throws GeneralSecurityException {
        return curve("secp256r1", "SHA256withECDSA");
    }

    static TestSigner curve(String curve, String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return new TestSigner(generator.generateKeyPair(), algorithm);
    }

    static TestSigner rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return new TestSigner(generator.generateKeyPair(), "SHA256withRSA");
    }

    static TestSigner ed25519() throws GeneralSecurityException {
        return new TestSigner(KeyPairGenerator.getInstance("Ed25519").generateKeyPair(), "Ed25519");
    }

    VendorKey key() throws MalformedVendorKeyException {
        return VendorKey.fromPem("keys/vendor.pub", pem());
    }

    byte[] pem() {
        return pem(pair.getPublic());
    }

    static byte[] pem(PublicKey key) {
        return pem("PUBLIC KEY", key.getEncoded());
    }

    static byte[] pem(String label, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return ("-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n").getBytes(UTF_8);
    }

    byte[] privateKey() {
        return pair.getPrivate().getEncoded();
    }

    byte[] sign(byte[] message) throws GeneralSecurityException {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(pair.getPrivate());
        signer.update(message);
        return signer.sign();
    }

    static String payload(String repository, String digest) {
        return "{\"critical\":{\"identity\":{\"docker-reference\":\"" + repository
                + "\"},\"image\":{\"docker-manifest-digest\":\"" + digest
                + "\"},\"type\":\"cosign container image signature\"},\"optional\":null}";
    }

    /** A layer of a {@code .sig} manifest: {@code payload}, signed. */
    Descriptor layer(TestImages images, String payload) throws GeneralSecurityException {
        return layer(images, payload, base64(sign(payload.getBytes(UTF_8))));
    }

    static Descriptor layer(TestImages images, String payload, String signature) {
        return images.blob(SimpleSigning.MEDIA_TYPE, payload.getBytes(UTF_8))
                .withAnnotations(Map.of(SimpleSigning.SIGNATURE, signature));
    }

    static String statement(String predicateType, String name, String digest) {
        int colon = digest.indexOf(':');
        return "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"" + name + "\",\"digest\":{\""
                + digest.substring(0, colon) + "\":\"" + digest.substring(colon + 1)
                + "\"}}],\"predicateType\":\"" + predicateType + "\",\"predicate\":{}}";
    }

    /** A bundle with {@code statement} in a DSSE envelope. */
    String bundle(String statement) throws GeneralSecurityException {
        String type = "application/vnd.in-toto+json";
        byte[] payload = statement.getBytes(UTF_8);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(("DSSEv1 " + type.length() + ' ' + type + ' ' + payload.length + ' ').getBytes(UTF_8));
        message.writeBytes(payload);
        return bundle(payload, base64(sign(message.toByteArray())));
    }

    static String bundle(byte[] payload, String signature) {
        return "{\"mediaType\":\"" + BUNDLE + "\",\"verificationMaterial\":{\"publicKey\":{\"hint\":\"\"}},"
                + "\"dsseEnvelope\":{\"payload\":\"" + base64(payload)
                + "\",\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":[{\"sig\":\"" + signature
                + "\"}]}}";
    }

    /** A bundle with a signature over {@code message}, which it does not hold. */
    String messageBundle(byte[] message) throws GeneralSecurityException {
        return "{\"mediaType\":\"" + BUNDLE + "\",\"messageSignature\":{\"signature\":\"" + base64(sign(message))
                + "\"}}";
    }

    /** Makes a bundle a referrer of {@code image}. */
    static Descriptor attach(TestImages images, Descriptor image, String bundle) {
        return images.artifact(BUNDLE).subject(image).blob(BUNDLE, bundle).add();
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
