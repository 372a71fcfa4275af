package dev.sallyport.agent.closure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.RecordingDisk;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bad image does not lose the others. */
final class ClosureFailuresTest {
    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private WalkerWorld world;
    private Descriptor good;

    @BeforeEach
    void open() throws IOException {
        world = new WalkerWorld(folder);
        good = world.images
                .image()
                .file("good", "good")
                .file("shared", "shared")
                .add();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void goesOnWithTheOthersWhenAManifestIsGone() throws Exception {
        Descriptor gone = new Descriptor(MediaTypes.OCI_MANIFEST, Digest.sha256("gone".getBytes(UTF_8)), 4);

        Closure closure = world.walk(world.root(gone, "bad"), world.root(good, "good"));

        assertThat(closure.failures())
                .extracting(
                        failure -> failure.root().name(),
                        failure -> failure.cause().code())
                .containsExactly(tuple("registry.example/app:bad", "gone"));
        assertOnlyGood(closure);
    }

    @Test
    void anImageThatFailsDeepDownLeavesNothingBehind() throws Exception {
        Descriptor amd64 = world.images
                .image("linux/amd64")
                .file("bad", "bad")
                .file("shared", "shared")
                .add();
        Descriptor gone = world.images
                .artifact("application/vnd.example.sbom")
                .subject(amd64)
                .blob("text/plain", "of a child")
                .add();
        Descriptor arm64 = world.images.image("linux/arm64").file("left", "out").add();
        world.source.breakOff(gone.digest());

        Closure closure = world.walk(
                world.root(world.images.index(amd64, arm64), "bad", WalkerWorld.platforms("linux/amd64")),
                world.root(good, "good"));

        assertThat(closure.failures()).hasSize(1);
        assertThat(closure.failures().get(0).cause())
                .hasMessageContaining(gone.digest().toString())
                .hasMessageContaining("connection reset");
        assertOnlyGood(closure);
    }

    @Test
    void aReferrerThatIsMalformedFailsItsImageAlone() throws Exception {
        Descriptor image = world.images.image().file("a", "a").add();
        Descriptor broken = world.images.manifest(MediaTypes.OCI_MANIFEST, "{\"schemaVersion\":2".getBytes(UTF_8));
        world.source.claimReferrer(image.digest(), broken);

        Closure closure = world.walk(world.root(image, "bad"), world.root(good, "good"));

        assertThat(closure.failures())
                .extracting(RootFailure::cause)
                .hasOnlyElementsOfType(MalformedJsonException.class)
                .hasSize(1);
        assertOnlyGood(closure);
    }

    @Test
    void namesEveryFailureInOrderOfTheImages() throws Exception {
        Descriptor wrongSize = new Descriptor(good.mediaType(), good.digest(), good.size() - 1);
        Descriptor gone = new Descriptor(MediaTypes.OCI_MANIFEST, Digest.sha256("gone".getBytes(UTF_8)), 4);
        Descriptor index = world.images.index(good);

        Closure closure = world.walk(
                world.root(index, "d", WalkerWorld.platforms("linux/riscv64")),
                world.root(gone, "c"),
                world.root(good, "b"),
                world.root(wrongSize, "a"));

        assertThat(closure.failures())
                .extracting(
                        failure -> failure.root().tag(),
                        failure -> failure.cause().getClass().getSimpleName())
                .containsExactly(
                        tuple(new Tag("a"), DigestMismatchException.class.getSimpleName()),
                        tuple(new Tag("c"), "GoneException"),
                        tuple(new Tag("d"), PlatformMissingException.class.getSimpleName()));
        assertThat(WalkerWorld.digests(closure)).isEqualTo(world.images.closure(good.digest()));
    }

    @Test
    void anIndexWithoutEndFailsAloneAndBeforeItsChildrenAreFetched() throws Exception {
        String children = IntStream.range(0, 100_000)
                .mapToObj(i -> Digest.sha256(Integer.toString(i).getBytes(UTF_8)))
                .map(digest -> "{\"mediaType\":\"x\",\"size\":2,\"digest\":\"" + digest + "\"}")
                .collect(Collectors.joining(","));
        byte[] content = ("{\"schemaVersion\":2,\"manifests\":[" + children + "]}").getBytes(UTF_8);
        Descriptor tooLarge = world.images.manifest(MediaTypes.OCI_INDEX, content);

        Closure closure = world.walk(world.root(tooLarge, "bad"), world.root(good, "good"));

        assertThat(closure.failures()).hasSize(1);
        assertOnlyGood(closure);
        assertThat(world.source.fetched()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void whatImagesComeToTogetherIsTheLargestOnesFault() throws Exception {
        Descriptor large = world.images.index(
                world.images.image().file("1", "1").file("2", "2").add(),
                world.images.image().file("3", "3").file("4", "4").add());
        List<RootRequest> roots = List.of(world.root(good, "b"), world.root(large, "a"), world.root(large, "c"));

        Closure byManifests = world.walkerWith(new ClosureLimits(10, 3, 100)).walk(roots);
        Closure byBlobs = world.walkerWith(new ClosureLimits(10, 100, 10)).walk(roots);

        assertThat(byManifests.failures())
                .extracting(failure -> failure.root().tag())
                .containsExactly(new Tag("a"), new Tag("c"));
        assertOnlyGood(byManifests);
        assertThat(byBlobs.failures())
                .extracting(failure -> failure.root().tag())
                .containsExactly(new Tag("a"), new Tag("c"));
        assertOnlyGood(byBlobs);
    }

    @Test
    void aListOfReferrersWithoutEndFails() throws Exception {
        for (int i = 0; i < 20; i++) {
            world.images
                    .artifact("application/vnd.example.junk")
                    .subject(good)
                    .annotation("n", "" + i)
                    .add();
        }

        Closure closure = world.walkerWith(new ClosureLimits(100, 100, 10)).walk(List.of(world.root(good, "1")));

        assertThat(closure.failures())
                .extracting(failure -> failure.cause().code())
                .containsExactly("closure-too-large");
        assertThat(world.source.fetched()).hasSize(1);
    }

    @Test
    void refusesTwoSizesForOneBlobInTwoImagesAndNamesBoth() throws Exception {
        Descriptor layer = world.images.blob(MediaTypes.OCI_LAYER_GZIP, "layer".getBytes(UTF_8));
        Descriptor liar = new Descriptor(layer.mediaType(), layer.digest(), layer.size() + 1);

        Closure closure = world.walk(
                world.root(world.images.image().blob(layer).add(), "first"),
                world.root(world.images.image().blob(liar).add(), "second"));

        assertThat(closure.failures()).hasSize(1);
        assertThat(closure.failures().get(0).cause())
                .hasMessageContaining("app:first")
                .hasMessageContaining("app:second")
                .hasMessageContaining(layer.digest().toString());
        assertThat(closure.roots()).hasSize(1);
    }

    @Test
    void oneNameForTwoManifestsIsAFailureAndTwiceForOneIsNot() throws Exception {
        Descriptor other = world.images.image().file("other", "other").add();

        Closure closure = world.walk(world.root(good, "1"), world.root(other, "1"), world.root(good, "1"));

        assertThat(closure.failures())
                .extracting(RootFailure::cause)
                .hasOnlyElementsOfType(ConflictingImagesException.class)
                .hasSize(1);
        assertOnlyGood(closure);
    }

    @Test
    void theSameImageWithOtherPlatformsIsTakenWithBoth() throws Exception {
        Descriptor index = world.images.index(
                world.images.image("linux/amd64").file("a", "a").add(),
                world.images.image("linux/arm64").file("b", "b").add(),
                world.images.image("linux/s390x").file("c", "c").add());

        Closure closure = world.walkAll(
                world.root(index, "1", WalkerWorld.platforms("linux/arm64")),
                world.root(index, "1", WalkerWorld.platforms("linux/amd64")));

        assertThat(closure.roots())
                .extracting(BundleRoot::platforms)
                .containsExactly(List.of("linux/amd64", "linux/arm64"));
        assertThat(closure.omissions()).hasSize(1);
    }

    @Test
    void anInterruptEndsTheWalkAtOnce() {
        ContentSource interrupted = new Failing(new InterruptedIOException("Interrupted"));

        assertThatThrownBy(() -> world.walk(
                        RootRequest.asked(
                                interrupted,
                                good,
                                WalkerWorld.REPOSITORY,
                                new Tag("a"),
                                "memory",
                                new Selection.Everything()),
                        world.root(good, "good")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Interrupted");
    }

    @Test
    void aFullDiskEndsTheWalkAtOnce() throws Exception {
        RecordingDisk disk = new RecordingDisk();
        try (WalkerWorld small = new WalkerWorld(folder.resolve("small"), disk)) {
            Descriptor image = small.images.image().file("a", "a").add();
            disk.roomFor(10);

            assertThatThrownBy(() -> small.walk(small.root(image, "1"))).isInstanceOf(IOException.class);
        }
    }

    private void assertOnlyGood(Closure closure) {
        assertThat(closure.roots()).extracting(root -> root.manifest().digest()).containsExactly(good.digest());
        assertThat(WalkerWorld.digests(closure)).isEqualTo(world.images.closure(good.digest()));
        assertThat(closure.omissions()).isEmpty();
    }

    /** Fails in the same way whatever it is asked. */
    private record Failing(IOException failure) implements ContentSource {
        @Override
        public Descriptor resolve(Reference reference) throws IOException {
            throw failure;
        }

        @Override
        public InputStream fetch(Descriptor descriptor, long from) throws IOException {
            throw failure;
        }

        @Override
        public List<Descriptor> referrers(Digest subject) throws IOException {
            throw failure;
        }

        @Override
        public void close() {}
    }
}
