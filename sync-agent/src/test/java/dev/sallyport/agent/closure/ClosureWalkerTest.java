package dev.sallyport.agent.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.agent.closure.ClosureBlob.Kind;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omission;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Platform;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClosureWalkerTest {
    private static final RepositoryName REPOSITORY = new RepositoryName("registry.example/app");

    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private final TestImages images = new TestImages();
    private final MemorySource source = new MemorySource(images);
    private final ParallelTasks tasks = new ParallelTasks(3, "test");
    private ContentCache cache;

    @BeforeEach
    void openCache() throws IOException {
        cache = new ContentCache(DirectoryStore.open(folder, new SystemDisk()), Duration.ZERO);
    }

    @AfterEach
    void stop() {
        tasks.close();
    }

    @Test
    void findsEverythingTheRootReaches() throws Exception {
        Descriptor image = images.image("linux/amd64").file("a", "a").add();
        Descriptor index =
                images.index(image, images.image("linux/arm64").file("b", "b").add());
        Descriptor signature = images.artifact("application/vnd.example.signature")
                .subject(image)
                .blob("text/plain", "signature of a child")
                .add();
        Descriptor ofReferrer = images.artifact("application/vnd.example.timestamp")
                .subject(signature)
                .blob("text/plain", "referrer of a referrer")
                .add();

        Closure closure = walk(index, new Selection.Everything());

        assertThat(digests(closure)).isEqualTo(images.closureWithReferrers(index.digest()));
        assertThat(closure.omissions()).isEmpty();
        assertThat(closure.roots())
                .extracting(BundleRoot::referrer, root -> root.manifest().digest())
                .containsExactlyInAnyOrder(
                        tuple(false, index.digest()),
                        tuple(true, signature.digest()),
                        tuple(true, ofReferrer.digest()));
    }

    @Test
    void ordersManifestsThenConfigsThenLayersAlwaysTheSame() throws Exception {
        Descriptor index = images.index(
                images.image("linux/amd64").file("a", "a").add(),
                images.image("linux/arm64").file("b", "b").add());

        Closure first = walk(index, new Selection.Everything());
        Closure second = walk(index, new Selection.Everything());

        assertThat(first.blobs().stream().map(ClosureBlob::kind).toList()).isSorted();
        assertThat(first.blobs().stream().filter(blob -> blob.kind() == Kind.MANIFEST))
                .hasSize(3);
        assertThat(second.blobs()).isEqualTo(first.blobs());
    }

    @Test
    void fetchesManifestsOnlyAndOnlyOnce() throws Exception {
        Descriptor index = images.index(
                images.image("linux/amd64").file("a", "a").add(),
                images.image("linux/arm64").file("b", "b").add());

        walk(index, new Selection.Everything());
        walk(index, new Selection.Everything());

        assertThat(source.fetched()).hasSize(3).allMatch(fetched -> MediaTypes.isManifest(fetched.mediaType()));
    }

    @Test
    void leavesOutOtherPlatformsAndWhatIsAboutThem() throws Exception {
        Descriptor amd64 = images.image("linux/amd64").file("a", "a").add();
        Descriptor arm64 = images.image("linux/arm64/v8").file("b", "b").add();
        Descriptor aboutAmd64 = attestation(amd64, "about amd64");
        Descriptor aboutArm64 = attestation(arm64, "about arm64");
        Descriptor index = images.index(amd64, arm64, aboutAmd64, aboutArm64);

        Closure closure = walk(index, platforms("linux/arm64"));

        assertThat(closure.omissions())
                .extracting(Omission::parent, omission -> omission.child().digest())
                .containsExactlyInAnyOrder(
                        tuple(index.digest(), amd64.digest()), tuple(index.digest(), aboutAmd64.digest()));
        assertThat(digests(closure))
                .contains(arm64.digest(), aboutArm64.digest())
                .doesNotContain(amd64.digest(), aboutAmd64.digest());
        assertThat(closure.roots().get(0).platforms()).containsExactly("linux/arm64/v8");
    }

    @Test
    void whatAnotherRootBringsIsNotLeftOut() throws Exception {
        Descriptor amd64 = images.image("linux/amd64").file("a", "a").add();
        Descriptor index =
                images.index(amd64, images.image("linux/arm64").file("b", "b").add());

        Closure closure = walker().walk(List.of(
                root(index, "all", new Selection.Everything()), root(index, "some", platforms("linux/arm64"))));

        assertThat(closure.omissions()).isEmpty();
        assertThat(digests(closure)).contains(amd64.digest());
    }

    @Test
    void namesThePlatformThatAnImageLacks() {
        Descriptor index =
                images.index(images.image("linux/amd64").file("a", "a").add());

        assertThatThrownBy(() -> walk(index, platforms("linux/amd64", "linux/riscv64")))
                .isInstanceOf(PlatformMissingException.class)
                .hasMessageContaining("registry.example/app:1 has no linux/riscv64")
                .hasMessageContaining("linux/amd64");
    }

    @Test
    void asksTheConfigForThePlatformOfAnImageThatIsInNoIndex() throws Exception {
        Descriptor image = plain(images.image("linux/amd64").file("a", "a").add());

        assertThat(walk(image, platforms("linux/amd64")).blobs()).hasSize(3);
        assertThatThrownBy(() -> walk(image, platforms("linux/arm64"))).isInstanceOf(PlatformMissingException.class);
    }

    @Test
    void anArtifactIsForEveryPlatform() throws Exception {
        Descriptor chart = images.artifact("application/vnd.example.chart")
                .blob("application/octet-stream", "chart")
                .add();

        assertThat(digests(walk(chart, platforms("linux/arm64")))).contains(chart.digest());
    }

    @Test
    void walksNestedIndexes() throws Exception {
        Descriptor inner =
                images.index(images.image("linux/amd64").file("a", "a").add());
        Descriptor outer =
                images.index(inner, images.image("linux/arm64").file("b", "b").add());

        assertThat(digests(walk(outer, new Selection.Everything()))).isEqualTo(images.closure(outer.digest()));
    }

    @Test
    void carriesUnknownMediaTypesAsTheyAre() throws Exception {
        Descriptor unknown = images.blob("application/vnd.example.unknown", bytes("what is this"));
        Descriptor index = images.index(images.image().file("a", "a").add(), unknown);

        assertThat(digests(walk(index, new Selection.Everything()))).contains(unknown.digest());
    }

    @Test
    void refusesIndexesNestedTooDeep() {
        Descriptor deepest = images.image().file("a", "a").add();
        for (int i = 0; i <= Visit.DEEPEST; i++) {
            deepest = images.index(deepest);
        }
        Descriptor root = deepest;

        assertThatThrownBy(() -> walk(root, new Selection.Everything()))
                .isInstanceOf(ClosureTooLargeException.class)
                .hasMessageContaining("levels");
    }

    @Test
    void refusesMoreManifestsThanAnyImageHasBeforeFetchingThem() {
        List<Json> children = new ArrayList<>();
        for (int i = 0; i <= ClosureLimits.DEFAULT.manifests(); i++) {
            children.add(new Descriptor(MediaTypes.OCI_MANIFEST, Digest.sha256(bytes("child " + i)), 2).toJson());
        }
        Descriptor index = images.manifest(
                MediaTypes.OCI_INDEX,
                new JsonWriter()
                        .put("schemaVersion", 2)
                        .putAll("manifests", children, child -> child)
                        .toBytes());

        assertThatThrownBy(() -> walk(index, new Selection.Everything()))
                .isInstanceOf(ClosureTooLargeException.class)
                .hasMessageContaining("manifests");
        assertThat(source.fetched()).hasSize(1);
    }

    @Test
    void refusesAManifestWhoseSizeIsNotWhatTheIndexSays() {
        Descriptor image = images.image("linux/amd64").file("a", "a").add();
        Descriptor index = images.index(new Descriptor(
                image.mediaType(), image.digest(), image.size() - 1, image.platform(), null, Map.of(), List.of()));

        assertThatThrownBy(() -> walk(index, new Selection.Everything())).isInstanceOf(DigestMismatchException.class);
    }

    @Test
    void refusesTwoSizesForOneBlob() {
        Descriptor layer = images.blob(MediaTypes.OCI_LAYER_GZIP, bytes("layer"));
        Descriptor liar = new Descriptor(layer.mediaType(), layer.digest(), layer.size() + 1);
        Descriptor index = images.index(
                images.image("linux/amd64").blob(layer).add(),
                images.image("linux/arm64").blob(liar).add());

        assertThatThrownBy(() -> walk(index, new Selection.Everything()))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining(layer.digest().toString());
    }

    @Test
    void refusesAManifestTooLargeToBeOneWithoutFetchingIt() {
        Descriptor huge = new Descriptor(MediaTypes.OCI_MANIFEST, Digest.sha256(bytes("huge")), 1L << 30);

        assertThatThrownBy(() -> walk(huge, new Selection.Everything())).isInstanceOf(ContentTooLargeException.class);
        assertThat(source.fetched()).isEmpty();
    }

    @Test
    void leavesOutAReferrerThatNamesAnotherSubject() throws Exception {
        Descriptor image = images.image().file("a", "a").add();
        Descriptor stray = images.artifact("application/vnd.example.signature")
                .subject(images.image().file("b", "b").add())
                .add();
        source.claimReferrer(image.digest(), stray);

        Closure closure = walk(image, new Selection.Everything());

        assertThat(digests(closure)).doesNotContain(stray.digest());
        assertThat(closure.roots()).hasSize(1);
        assertThat(closure.omissions()).extracting(Omission::parent).containsExactly(image.digest());
    }

    private Closure walk(Descriptor root, Selection selection) throws Exception {
        Closure closure = walker().walk(List.of(root(root, "1", selection)));
        closure.requireComplete();
        return closure;
    }

    private ClosureWalker walker() {
        return new ClosureWalker(cache, tasks, KeptReferrers.NONE);
    }

    private RootRequest root(Descriptor manifest, String tag, Selection selection) {
        return RootRequest.asked(source, manifest, REPOSITORY, new Tag(tag), "memory", selection);
    }

    private static Selection platforms(String... texts) throws Exception {
        List<Platform> platforms = new ArrayList<>();
        for (String text : texts) {
            platforms.add(Platform.parse(text));
        }
        return new Selection.OfPlatforms(platforms);
    }

    private Descriptor attestation(Descriptor about, String text) {
        Descriptor manifest = images.artifact("application/vnd.in-toto+json")
                .blob("application/vnd.in-toto+json", text)
                .add();
        return new Descriptor(
                manifest.mediaType(),
                manifest.digest(),
                manifest.size(),
                new Platform("unknown", "unknown", null, null),
                null,
                Map.of("vnd.docker.reference.digest", about.digest().toString()),
                List.of());
    }

    private static Descriptor plain(Descriptor descriptor) {
        return new Descriptor(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }

    private static Set<Digest> digests(Closure closure) {
        Set<Digest> digests = new HashSet<>();
        closure.blobs().forEach(blob -> digests.add(blob.descriptor().digest()));
        return digests;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
