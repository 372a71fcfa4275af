package dev.sallyport.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.TestImages;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every source of content does, whatever it is made of. */
abstract class ContentSourceContract {
    protected final TestImages images = new TestImages();
    protected Descriptor index;
    protected Descriptor amd64;
    protected Descriptor sbom;
    private ContentSource source;

    /** A source that holds all of {@link #images}, with {@code index} under the name that {@link #name} gives for {@code tag}. */
    protected abstract ContentSource open(Descriptor index, String tag) throws Exception;

    /** The reference of a tag at the source. */
    protected abstract Reference name(String tag);

    @BeforeEach
    void openSource() throws Exception {
        amd64 = images.image("linux/amd64").randomLayer(1, 300_000).add();
        index = images.index(
                amd64, images.image("linux/arm64").file("hello", "hallo").add());
        sbom = images.artifact("application/spdx+json")
                .subject(index)
                .blob("application/spdx+json", "{}")
                .add();
        source = open(index, "1.0");
    }

    @Test
    void resolvesATag() throws Exception {
        Descriptor resolved = source.resolve(name("1.0"));

        assertThat(resolved.digest()).isEqualTo(index.digest());
        assertThat(resolved.mediaType()).isEqualTo(index.mediaType());
        assertThat(resolved.size()).isEqualTo(index.size());
    }

    @Test
    void resolvesADigestWhateverTheTagSays() throws Exception {
        assertThat(source.resolve(name("9.9").withDigest(index.digest())).digest())
                .isEqualTo(index.digest());
    }

    @Test
    void findsWhatThereIsAndNothingElse() throws Exception {
        assertThat(source.find(name("1.0")).orElseThrow().digest()).isEqualTo(index.digest());
        assertThat(source.find(name("2.0"))).isEmpty();
        assertThat(source.find(name("1.0").withDigest(Digest.sha256(new byte[] {9}))))
                .isEmpty();
    }

    @Test
    void missingTagOrDigestIsMissing() {
        Digest other = Digest.sha256(new byte[] {9});

        assertMissing(() -> source.resolve(name("2.0")));
        assertMissing(() -> source.resolve(name("1.0").withDigest(other)));
        assertMissing(() -> source.fetch(new Descriptor("application/octet-stream", other, 5), 0));
        assertMissing(() -> source.fetch(new Descriptor(index.mediaType(), other, 5), 0));
    }

    @Test
    void fetchesEverythingThatIsReachable() throws Exception {
        List<Descriptor> left = new ArrayList<>(List.of(source.resolve(name("1.0"))));
        int fetched = 0;
        while (!left.isEmpty()) {
            Descriptor next = left.remove(left.size() - 1);
            byte[] content = fetch(next, 0);
            assertThat(Digest.sha256(content)).isEqualTo(next.digest());
            if (images.manifestType(next.digest()).isPresent()) {
                left.addAll(Manifest.parse("it", next.mediaType(), content).children());
            }
            fetched++;
        }
        assertThat(fetched).isEqualTo(images.closure(index.digest()).size());
    }

    @Test
    void fetchesFromTheMiddleAndFromTheEnd() throws Exception {
        Descriptor layer = layer();
        byte[] content = images.bytes(layer.digest());

        assertThat(fetch(layer, 1000)).isEqualTo(Arrays.copyOfRange(content, 1000, content.length));
        assertThat(fetch(layer, layer.size())).isEmpty();
        assertThat(fetch(amd64, 5)).hasSize((int) amd64.size() - 5);
    }

    @Test
    void contentOfAnotherSizeThanItsDescriptorSaysIsAFailure() {
        Descriptor longer = new Descriptor(amd64.mediaType(), amd64.digest(), amd64.size() + 1);

        assertThatThrownBy(() -> source.fetch(longer, 0)).isInstanceOf(SallyportException.class);
    }

    @Test
    void listsReferrers() throws Exception {
        assertThat(source.referrers(index.digest())).singleElement().satisfies(referrer -> {
            assertThat(referrer.digest()).isEqualTo(sbom.digest());
            assertThat(referrer.mediaType()).isEqualTo(sbom.mediaType());
            assertThat(referrer.size()).isEqualTo(sbom.size());
            assertThat(referrer.artifactType()).isEqualTo("application/spdx+json");
        });
        assertThat(source.referrers(amd64.digest())).isEmpty();
    }

    @Test
    void servesManyThreads() throws Exception {
        byte[] content = images.bytes(layer().digest());
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<byte[]>> fetches = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                fetches.add(threads.submit(() -> fetch(layer(), 0)));
            }
            for (Future<byte[]> each : fetches) {
                assertThat(each.get()).isEqualTo(content);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Descriptor layer() throws Exception {
        return Manifest.parse("it", amd64.mediaType(), images.bytes(amd64.digest()))
                .children()
                .get(1);
    }

    private byte[] fetch(Descriptor descriptor, long from) throws Exception {
        try (InputStream in = source.fetch(descriptor, from)) {
            return in.readAllBytes();
        }
    }

    private static void assertMissing(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(SallyportException.class)
                .extracting(e -> ((SallyportException) e).category())
                .isEqualTo(Category.MISSING);
    }

    protected static Reference reference(String host, String tag) {
        return new Reference(host, "library/hello", new Tag(tag), null);
    }
}
