package dev.sallyport.agent.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omission;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.testkit.ImageBuilder;
import dev.sallyport.testkit.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Base images, as far as images say what they were made from. */
final class ClosureBasesTest {
    private static final String NAME = "org.opencontainers.image.base.name";
    private static final String DIGEST = "org.opencontainers.image.base.digest";
    private static final RepositoryName BASES = new RepositoryName("docker.io/library/debian");

    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private final Map<Digest, Descriptor> known = new ConcurrentHashMap<>();
    private final Set<Digest> asked = ConcurrentHashMap.newKeySet();
    private WalkerWorld world;
    private Descriptor amd64;
    private Descriptor arm64;
    private Descriptor base;

    @BeforeEach
    void open() throws IOException {
        world = new WalkerWorld(folder);
        amd64 = world.images.image("linux/amd64").file("os", "amd64").add();
        arm64 = world.images.image("linux/arm64").file("os", "arm64").add();
        base = world.images.index(amd64, arm64);
        known.put(base.digest(), base);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void staysAwayUnlessAskedFor() throws Exception {
        Descriptor image = annotated(world.images.image(), base).add();

        Closure closure = walk(world.root(image, "1").withInclude(Include.ALL_REFERRERS));

        assertThat(WalkerWorld.digests(closure)).isEqualTo(world.images.closure(image.digest()));
        assertThat(asked).isEmpty();
    }

    @Test
    void bringsTheBaseInItsOwnRepositoryWithWhatRefersToIt() throws Exception {
        Descriptor image = annotated(world.images.image(), base).add();
        Descriptor sbom =
                world.images.artifact("application/spdx+json").subject(base).add();

        Closure closure = walk(root(image));

        assertThat(closure.roots())
                .extracting(BundleRoot::repository, root -> root.manifest().digest(), BundleRoot::reason)
                .containsExactlyInAnyOrder(
                        tuple(WalkerWorld.REPOSITORY, image.digest(), "asked for"),
                        tuple(BASES, base.digest(), "base of registry.example/app:1"),
                        tuple(BASES, sbom.digest(), "refers to " + base.digest()));
        assertThat(WalkerWorld.digests(closure)).containsAll(world.images.closure(base.digest()));
    }

    @Test
    void takesThePlatformsAskedForAlone() throws Exception {
        Descriptor image = world.images.index(
                annotated(world.images.image("linux/amd64"), base).add(),
                annotated(world.images.image("linux/s390x"), base).add());

        Closure closure = walk(world.root(image, "1", WalkerWorld.platforms("linux/amd64", "linux/s390x"))
                .withInclude(Include.ALL_REFERRERS.withBaseImages(true)));

        assertThat(closure.omissions())
                .extracting(Omission::parent, omission -> omission.child().digest())
                .containsExactly(tuple(base.digest(), arm64.digest()));
        assertThat(closure.shortfalls())
                .containsExactly(new Shortfall(BASES + "@" + base.digest(), "it is not for linux/s390x"));
    }

    @Test
    void theManifestDecidesThenTheIndexThenTheLabels() throws Exception {
        Descriptor ofIndex = known(world.images.image().file("of", "index").add());
        Descriptor ofLabels = known(world.images.image().file("of", "labels").add());
        Descriptor own = annotated(world.images.image("linux/amd64").file("a", "a"), base)
                .add();
        Descriptor labelled = world.images
                .image("linux/arm64")
                .file("b", "b")
                .label(NAME, "docker.io/library/debian:12")
                .label(DIGEST, ofLabels.digest().toString())
                .add();
        Descriptor image = world.images.index(
                MediaTypes.OCI_INDEX,
                List.of(own, labelled),
                null,
                Map.of(
                        NAME,
                        "docker.io/library/debian:12",
                        DIGEST,
                        ofIndex.digest().toString()));

        walk(root(image));
        assertThat(asked).containsExactlyInAnyOrder(base.digest(), ofIndex.digest());

        asked.clear();
        walk(root(labelled));
        assertThat(asked).containsExactly(ofLabels.digest());
    }

    @Test
    void bringsBasesOfBasesButNotWithoutEnd() throws Exception {
        Descriptor image = base;
        for (int i = 0; i < Visit.MOST_BASES; i++) {
            image = known(
                    annotated(world.images.image().file("level", "" + i), image).add());
        }
        assertThat(walk(root(image)).roots()).hasSize(Visit.MOST_BASES + 1);

        Descriptor deeper =
                annotated(world.images.image().file("too", "deep"), image).add();
        Closure closure = world.walkerWith(this::find).walk(List.of(root(deeper)));
        assertThat(closure.failures())
                .extracting(failure -> failure.cause().code())
                .containsExactly("closure-too-large");
    }

    @Test
    void aBaseThatIsGoneFailsTheImage() throws Exception {
        Descriptor gone = world.images.image().file("gone", "gone").add();
        Descriptor image = annotated(world.images.image(), gone).add();
        Descriptor unreachable = new Descriptor(gone.mediaType(), Digest.sha256(new byte[] {1}), gone.size());
        known.put(gone.digest(), unreachable);

        Closure closure = world.walkerWith(this::find).walk(List.of(root(image)));

        assertThat(closure.failures())
                .extracting(failure -> failure.cause().code())
                .containsExactly("gone");
        assertThat(closure.blobs()).isEmpty();
    }

    @Test
    void saysWhatLeadsNowhere() throws Exception {
        Descriptor unknown = world.images.image().file("unknown", "unknown").add();
        Descriptor image = world.images.index(
                annotated(world.images.image("linux/amd64"), unknown).add(),
                world.images
                        .image("linux/arm64")
                        .annotation(NAME, "debian\u001b[2J")
                        .annotation(DIGEST, "sha256:short")
                        .add());

        Closure closure = walk(root(image));

        assertThat(closure.shortfalls())
                .extracting(Shortfall::what)
                .containsExactlyInAnyOrder(
                        "its base image docker.io/library/debian:12@" + unknown.digest()
                                + " has a name that leads nowhere",
                        "its base image debian?[2J is named without a digest");
        assertThat(WalkerWorld.digests(closure)).isEqualTo(world.images.closure(image.digest()));
    }

    @Test
    void aBaseThatTwoImagesShareIsWalkedOnceForEachPlatform() throws Exception {
        Descriptor first = annotated(world.images.image("linux/amd64"), base).add();
        Descriptor second = annotated(world.images.image("linux/arm64"), base).add();
        Include include = Include.ALL_REFERRERS.withBaseImages(true);

        Closure closure = walk(
                world.root(world.images.index(first), "1", WalkerWorld.platforms("linux/amd64"))
                        .withInclude(include),
                world.root(world.images.index(second), "2", WalkerWorld.platforms("linux/arm64"))
                        .withInclude(include));

        Set<Digest> all = new HashSet<>(world.images.closure(base.digest()));
        assertThat(WalkerWorld.digests(closure)).containsAll(all);
        assertThat(closure.omissions()).isEmpty();
        assertThat(closure.roots())
                .filteredOn(root -> root.repository().equals(BASES))
                .extracting(BundleRoot::platforms)
                .containsExactly(List.of());
    }

    private Closure walk(RootRequest... roots) throws Exception {
        Closure closure = world.walkerWith(this::find).walk(List.of(roots));
        closure.requireComplete();
        return closure;
    }

    private RootRequest root(Descriptor manifest) {
        return world.root(manifest, "1").withInclude(Include.ALL_REFERRERS.withBaseImages(true));
    }

    private Optional<RootRequest> find(String name, Digest digest) {
        asked.add(digest);
        return Optional.ofNullable(known.get(digest))
                .map(manifest ->
                        RootRequest.asked(world.source, manifest, BASES, null, name, new Selection.Everything()));
    }

    private Descriptor known(Descriptor manifest) {
        known.put(manifest.digest(), manifest);
        return manifest;
    }

    private static ImageBuilder annotated(ImageBuilder image, Descriptor base) {
        return image.annotation(NAME, "docker.io/library/debian:12")
                .annotation(DIGEST, base.digest().toString());
    }
}
