package dev.sallyport.agent.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.OmittedImage;
import dev.sallyport.failure.Category;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.TestRegistry;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bad image does not lose the night. */
final class IncompleteSaveTest {
    private static final String BLOBS = "/v2/.*/blobs/.*";

    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private SaveWorld world;
    private Descriptor good;
    private Descriptor bad;

    @BeforeEach
    void setUp() {
        world = new SaveWorld(folder);
        good = world.images
                .image()
                .randomLayer(1, 30_000)
                .randomLayer(2, 20_000)
                .add();
        bad = world.images.image().randomLayer(3, 40_000).add();
        world.registry.put("good", "1", good, world.images);
        world.registry.put("bad", "1", bad, world.images);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void theRestIsFetchedAndAllFailuresAreToldWhenBlobsFail() throws Exception {
        Descriptor worse = world.images.image().randomLayer(4, 10_000).add();
        world.registry.put("worse", "1", worse, world.images);
        refuseLayer("bad", bad);
        refuseLayer("worse", worse);

        IncompleteException incomplete =
                catchThrowableOfType(IncompleteException.class, () -> world.save("bad:1", "good:1", "worse:1"));

        assertThat(incomplete.category()).isEqualTo(Category.MISSING);
        assertThat(incomplete.failures())
                .extracting(ImageFailure::image)
                .containsExactly(world.reference("bad:1"), world.reference("worse:1"));
        assertThat(incomplete.facts()).containsOnlyKeys(world.reference("bad:1"), world.reference("worse:1"));
        assertNothingIssued();

        world.registry.behave();
        world.registry.clearRequests();
        world.save("bad:1", "good:1", "worse:1");
        assertThat(world.registry.requests("GET", "/v2/good/blobs/.*")).isEmpty();
        assertThat(world.registry.requests("GET", BLOBS)).hasSize(2);
    }

    @Test
    void theRestIsFetchedWhenAnImageCannotBeResolved() throws Exception {
        assertThatThrownBy(() -> world.save("absent:1", "good:1"))
                .isInstanceOfSatisfying(
                        IncompleteException.class,
                        incomplete -> assertThat(incomplete.failures())
                                .extracting(ImageFailure::image)
                                .containsExactly(world.reference("absent:1")));
        assertNothingIssued();
        world.registry.clearRequests();

        world.save("good:1");

        assertThat(world.registry.requests("GET", BLOBS)).isEmpty();
    }

    @Test
    void theRestIsFetchedWhenAnImageCannotBeWalked() throws Exception {
        Descriptor index = world.images.index(bad);
        world.registry.put("index", "1", index, world.images);
        world.registry.remove("index", bad.digest());

        assertThatThrownBy(() -> world.save("index:1", "good:1"))
                .isInstanceOfSatisfying(
                        IncompleteException.class,
                        incomplete -> assertThat(incomplete.failures())
                                .extracting(ImageFailure::image)
                                .containsExactly(world.reference("index:1")));
        assertNothingIssued();
        world.registry.clearRequests();

        world.save("good:1");

        assertThat(world.registry.requests("GET", BLOBS)).isEmpty();
    }

    @Test
    void anImageThatMayBeMissingIsLeftOutAndNamedInTheBundle() throws Exception {
        SaveReport report = world.save(allowing("absent:1", "absent:1", "good:1"));

        assertThat(world.verified().documents().omissions().images())
                .extracting(OmittedImage::image)
                .hasToString("[" + world.reference("absent:1") + "]");
        assertThat(report.gone()).extracting(ImageFailure::image).containsExactly(world.reference("absent:1"));
        assertThat(world.carried(world.verified())).isEqualTo(world.images.closure(good.digest()));
        assertThat(world.save(allowing("absent:1", "absent:1", "good:1")).fresh())
                .isFalse();
    }

    @Test
    void anImageWhoseBlobsAreGoneIsLeftOutIfItMayBeMissing() throws Exception {
        refuseLayer("bad", bad);

        world.save(allowing("bad:1", "bad:1", "good:1"));

        assertThat(world.carried(world.verified())).isEqualTo(world.images.closure(good.digest()));
        assertThat(world.verified().documents().omissions().images()).hasSize(1);
    }

    @Test
    void anImageThatMayBeMissingIsKeptAsItWasCarriedLastEvenIfAllElseIsPruned() throws Exception {
        world.save("bad:1", "good:1");
        world.emptyOutput();
        world.registry.untag("bad", "1");

        SaveReport report = world.save(allowing("bad:1", "bad:1").withPrune(true));

        assertThat(report.gone()).hasSize(1);
        assertThat(world.verified().documents().roots())
                .extracting(BundleRoot::upstreamName)
                .containsExactly(world.reference("bad:1"));
        assertThat(world.verified().documents().omissions().images()).isEmpty();
        assertThat(world.carried(world.verified())).isEqualTo(world.images.closure(bad.digest()));
    }

    @Test
    void aTagThatMovedToContentThatIsGoneIsKeptAsItWas() throws Exception {
        world.save("bad:1");
        world.emptyOutput();
        Descriptor moved = world.images.image().randomLayer(9, 9_000).add();
        world.registry.put("bad", "1", moved, world.images);
        refuseLayer("bad", moved);

        world.save(allowing("bad:1", "bad:1", "good:1"));

        Set<Digest> both = new HashSet<>(world.images.closure(bad.digest()));
        both.addAll(world.images.closure(good.digest()));
        assertThat(world.carried(world.verified())).isEqualTo(both);
    }

    @Test
    void aRegistryThatDoesNotAnswerIsNoMissingImage() throws Exception {
        world.registry.misbehave("*", "/v2/bad/.*", TestRegistry.ALWAYS, Misbehaviour.status(503));

        assertThatThrownBy(() -> world.save(allowing("bad:1", "bad:1", "good:1")))
                .isInstanceOf(IncompleteException.class);
        assertNothingIssued();
    }

    @Test
    void aTagThatVanishedStaysInTheStream() throws Exception {
        world.save("bad:1", "good:1");
        world.emptyOutput();
        world.registry.untag("bad", "1");
        Descriptor more = world.images.image().randomLayer(7, 7_000).add();
        world.registry.put("more", "1", more, world.images);

        world.save("good:1", "more:1");

        assertThat(world.verified().documents().roots())
                .extracting(BundleRoot::upstreamName)
                .containsExactlyInAnyOrder(
                        world.reference("bad:1"), world.reference("good:1"), world.reference("more:1"));
    }

    private SaveWorld.Asked allowing(String missing, String... names) {
        String[] references = Arrays.stream(names).map(world::reference).toArray(String[]::new);
        return world.asked(references).with(options -> options.allowMissing(Set.of(world.reference(missing))));
    }

    private void refuseLayer(String repository, Descriptor image) throws Exception {
        Digest layer = world.images.closure(image.digest()).stream()
                .max((a, b) -> Integer.compare(world.images.bytes(a).length, world.images.bytes(b).length))
                .orElseThrow();
        world.registry.misbehave(
                "GET", "/v2/" + repository + "/blobs/" + layer, TestRegistry.ALWAYS, Misbehaviour.status(404));
    }

    private void assertNothingIssued() {
        assertThat(SaveWorld.files(world.state.resolve("history"))).isEmpty();
        assertThat(world.outputFiles()).isEmpty();
    }
}
