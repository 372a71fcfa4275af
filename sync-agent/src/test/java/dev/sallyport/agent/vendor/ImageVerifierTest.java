package dev.sallyport.agent.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.agent.closure.Selection;
import dev.sallyport.agent.registry.CredentialFiles;
import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RegistryOptions;
import dev.sallyport.agent.registry.RepositoryAddress;
import dev.sallyport.agent.source.RegistrySource;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.ImageBuilder;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageVerifierTest {
    private static final String SIGNED = "https://sigstore.dev/cosign/sign/v1";

    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private final TestRegistry registry = TestRegistry.start();
    private final TestImages images = new TestImages();
    private ContentCache cache;
    private TestSigner vendor;
    private TestSigner stranger;
    private Descriptor image;
    private Descriptor other;

    @BeforeEach
    void open() throws Exception {
        cache = new ContentCache(DirectoryStore.open(folder, new SystemDisk()), Duration.ZERO);
        vendor = TestSigner.p256();
        stranger = TestSigner.p256();
        image = images.index(images.image().file("a", "a").add());
        other = images.image().file("b", "b").add();
        registry.put("app", "1", image, images);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void takesASignatureUnderCosignsTag() throws Exception {
        tag(vendor.layer(images, payload(image)));

        verify(vendor.key());
    }

    @Test
    void takesASignatureAmongThoseOfStrangers() throws Exception {
        tag(
                stranger.layer(images, payload(image)),
                TestSigner.layer(images, payload(image), "not base64"),
                vendor.layer(images, payload(image)));

        verify(vendor.key());
    }

    @Test
    void takesASigstoreBundleThatRefersToTheImage() throws Exception {
        attach(vendor.bundle(TestSigner.statement(SIGNED, "", image.digest().toString())));

        verify(vendor.key());
    }

    @Test
    void takesABundleThatSignsTheManifestItself() throws Exception {
        attach(vendor.messageBundle(images.bytes(image.digest())));

        verify(vendor.key());
    }

    @Test
    void fetchesNothingAgainForAnImageThatHasNotChanged() throws Exception {
        tag(vendor.layer(images, payload(image)));
        verify(vendor.key());
        registry.clearRequests();

        verify(vendor.key());

        assertThat(registry.requests("GET", ".*")).isEmpty();
    }

    @Test
    void refusesAnImageWithoutASignature() {
        assertRefused("there is no signature", "Ask the vendor");
    }

    @Test
    void refusesSignaturesByOtherKeysAndCountsThem() throws Exception {
        tag(stranger.layer(images, payload(image)), stranger.layer(images, payload(image) + " "));

        assertRefused("2 signatures are by other keys", "Compare the key file");
    }

    @Test
    void refusesASignatureOverAnotherDigest() throws Exception {
        tag(vendor.layer(images, payload(other)));

        assertRefused("what this key signed is " + other.digest(), "Do not use this image");
    }

    @Test
    void refusesASwappedPayload() throws Exception {
        String good = TestSigner.base64(vendor.sign(payload(other).getBytes(UTF_8)));
        tag(TestSigner.layer(images, payload(image), good));

        assertRefused("1 signature is by another key", "Compare");
    }

    @Test
    void refusesASignatureForAnotherRepositoryUnlessToldOtherwise() throws Exception {
        String elsewhere =
                TestSigner.payload("registry.example/other", image.digest().toString());
        tag(vendor.layer(images, elsewhere));

        assertRefused("this digest in registry.example/other", "Do not use this image under this name");
        verify(vendor.key().forAnyRepository());
    }

    @Test
    void refusesAStatementThatSaysSomethingElseThanThatItIsSigned() throws Exception {
        attach(vendor.bundle(TestSigner.statement(
                "https://example.com/vulnerable", "", image.digest().toString())));

        assertRefused("'predicateType' is not " + SIGNED, "Ask the vendor");
    }

    @Test
    void refusesAStatementOfAnotherDigestOrAnotherRepository() throws Exception {
        attach(vendor.bundle(TestSigner.statement(SIGNED, "", other.digest().toString())));
        attach(vendor.bundle(TestSigner.statement(
                SIGNED, "registry.example/other", image.digest().toString())));

        assertRefused(other.digest().toString(), "Do not use");
        assertRefused("this digest in registry.example/other", "Do not use");
    }

    @Test
    void refusesAStatementWithASwappedPayload() throws Exception {
        String signed =
                vendor.bundle(TestSigner.statement(SIGNED, "", other.digest().toString()));
        String signature = signed.substring(signed.indexOf("\"sig\":\"") + 7, signed.lastIndexOf("\"}]"));
        byte[] swapped =
                TestSigner.statement(SIGNED, "", image.digest().toString()).getBytes(UTF_8);
        attach(TestSigner.bundle(swapped, signature));

        assertRefused("1 signature is by another key", "Compare");
    }

    @Test
    void refusesAMessageSignatureOverAnythingElse() throws Exception {
        attach(vendor.messageBundle(payload(image).getBytes(UTF_8)));

        assertRefused("1 signature is by another key", "Compare");
    }

    @Test
    void refusesDuplicateMembersOversizedPayloadsAndOtherTypes() throws Exception {
        String twice = payload(other)
                .replace("\"type\"", "\"image\":{\"docker-manifest-digest\":\"" + image.digest() + "\"},\"type\"");
        tag(
                vendor.layer(images, twice),
                vendor.layer(images, payload(image) + " ".repeat(SimpleSigning.MAX_SIZE)),
                vendor.layer(images, payload(image).replace("cosign container", "some")),
                vendor.layer(images, "[]"));

        assertThatThrownBy(() -> verify(vendor.key()))
                .isInstanceOf(UnverifiedImageException.class)
                .hasMessageContaining("Duplicate")
                .hasMessageContaining("more than the " + SimpleSigning.MAX_SIZE)
                .hasMessageContaining("'type'")
                .hasMessageContaining("and 1 more");
        assertThat(registry.requests("GET", ".*/blobs/.*")).hasSize(3);
    }

    @Test
    void looksAtABoundedNumberOfSignatures() throws Exception {
        Descriptor junk = TestSigner.layer(images, payload(image), TestSigner.base64(new byte[] {1}));
        Descriptor[] layers = new Descriptor[500];
        Arrays.fill(layers, junk);
        layers[499] = vendor.layer(images, payload(image));
        tag(layers);

        assertRefused("there are more than the 200 that are looked at", "Compare");
    }

    @Test
    void keepsControlCharactersFromTheTerminal() throws Exception {
        tag(vendor.layer(images, payload(image).replace(image.digest().toString(), "\\u001b[2J")));

        assertRefused("what this key signed is ?[2J", "Do not use");
    }

    @Test
    void passesOverASignatureThatIsGoneButNotARegistryThatFails() throws Exception {
        Descriptor gone = vendor.layer(images, payload(image) + " ");
        tag(gone, vendor.layer(images, payload(image)));
        registry.remove("app", gone.digest());
        verify(vendor.key());

        registry.misbehave("HEAD", ".*\\.sig", TestRegistry.ALWAYS, new Misbehaviour.Status(403, "DENIED", Map.of()));
        assertThatThrownBy(() -> verify(vendor.key()))
                .isInstanceOf(SallyportException.class)
                .extracting(e -> ((SallyportException) e).category())
                .isEqualTo(Category.DENIED);
    }

    @Test
    void aPinnedImageIsTheOneItIsPinnedTo() throws Exception {
        ImageVerifier verifier = new ImageVerifier(cache);

        assertThatCode(() -> verifier.verify(root(), new VendorRequirement.PinnedTo(image.digest())))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> verifier.verify(root(), new VendorRequirement.PinnedTo(other.digest())))
                .isInstanceOf(PinnedDigestException.class)
                .hasMessageContaining("app:1 is pinned to " + other.digest() + " but is " + image.digest());
    }

    private void assertRefused(String found, String remedy) {
        assertThatThrownBy(() -> verify(vendor.key()))
                .isInstanceOf(UnverifiedImageException.class)
                .hasMessageContaining("app:1 is not signed by keys/vendor.pub")
                .hasMessageContaining(image.digest().toString())
                .hasMessageContaining(found)
                .satisfies(e -> {
                    assertThat(((SallyportException) e).remedy()).contains(remedy);
                    assertThat(((SallyportException) e).category()).isEqualTo(Category.REFUSED);
                });
    }

    private void verify(VendorKey key) throws Exception {
        new ImageVerifier(cache).verify(root(), new VendorRequirement.SignedBy(key));
    }

    private RootRequest root() throws Exception {
        RegistryClient client = new RegistryClient(
                RegistryOptions.DEFAULT, new CredentialFiles(List.of()), Clock.systemUTC(), pause -> {});
        return RootRequest.asked(
                new RegistrySource(client, new RepositoryAddress(registry.host(), "app")),
                image,
                RepositoryName.of(registry.host(), "app"),
                new Tag("1"),
                "test",
                new Selection.Everything());
    }

    private String payload(Descriptor of) {
        return TestSigner.payload(registry.host() + "/app", of.digest().toString());
    }

    private void tag(Descriptor... layers) {
        ImageBuilder manifest = images.image();
        for (Descriptor layer : layers) {
            manifest.blob(layer);
        }
        Digest digest = image.digest();
        registry.put("app", "sha256-" + digest.hex() + ".sig", manifest.add(), images);
    }

    private void attach(String bundle) {
        TestSigner.attach(images, image, bundle);
        registry.put("app", "1", image, images);
    }
}
