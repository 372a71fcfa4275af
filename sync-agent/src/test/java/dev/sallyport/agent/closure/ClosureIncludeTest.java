package dev.sallyport.agent.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omission;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Platform;
import dev.sallyport.testkit.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which referrers come along, and what is said of the others. */
final class ClosureIncludeTest {
    private static final String SPDX = "application/spdx+json";
    private static final String IN_TOTO = "application/vnd.in-toto+json";
    private static final String NOTATION = "application/vnd.cncf.notary.signature";

    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private WalkerWorld world;
    private Descriptor amd64;
    private Descriptor attested;
    private Descriptor index;
    private Descriptor signature;
    private Descriptor sbom;
    private Descriptor signatureOfSbom;

    @BeforeEach
    void open() throws IOException {
        world = new WalkerWorld(folder);
        amd64 = world.images.image("linux/amd64").file("a", "a").add();
        attested = attestation(amd64);
        index = world.images.index(amd64, attested);
        signature = referrer(NOTATION, index);
        sbom = referrer(SPDX, amd64);
        signatureOfSbom = referrer(NOTATION, sbom);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void everythingComesAlongUnlessChosen() throws Exception {
        Closure closure = world.walkAll(world.root(index, "1"));

        assertThat(WalkerWorld.digests(closure)).isEqualTo(world.images.closureWithReferrers(index.digest()));
        assertThat(closure.omissions()).isEmpty();
    }

    @Test
    void takesReferrersOfChildrenAndOfReferrersOfTheKindsChosenAlone() throws Exception {
        Closure closure = walk("sboms", "signatures");

        assertThat(referrers(closure))
                .containsExactlyInAnyOrder(signature.digest(), sbom.digest(), signatureOfSbom.digest());
        assertThat(closure.omissions())
                .extracting(Omission::parent, omission -> omission.child().digest(), Omission::reason)
                .containsExactly(tuple(index.digest(), attested.digest(), "attestations were not asked for"));
        assertThat(closure.roots().get(0).platforms()).isEmpty();
    }

    @Test
    void listsEachReferrerThatStaysAwayWithoutFetchingIt() throws Exception {
        Closure closure = walk("attestations");

        assertThat(WalkerWorld.digests(closure)).isEqualTo(world.images.closure(index.digest()));
        assertThat(closure.omissions())
                .extracting(Omission::parent, omission -> omission.child().digest(), Omission::reason)
                .containsExactlyInAnyOrder(
                        tuple(index.digest(), signature.digest(), "signatures were not asked for"),
                        tuple(amd64.digest(), sbom.digest(), "sboms were not asked for"));
        assertThat(world.source.fetched())
                .extracting(Descriptor::digest)
                .doesNotContain(signature.digest(), sbom.digest());
    }

    @Test
    void takesReferrersByTheirArtifactType() throws Exception {
        Closure closure = walk(SPDX);

        assertThat(referrers(closure)).containsExactly(sbom.digest());
        assertThat(closure.omissions()).hasSize(3);
    }

    @Test
    void asksTheManifestWhereTheListSaysNoType() throws Exception {
        Descriptor image = world.images.image().file("b", "b").add();
        Descriptor scan = world.images
                .artifact("application/vnd.example.scan")
                .subject(world.images.image().file("c", "c").add())
                .add();
        Descriptor unlisted = world.images
                .artifact("application/vnd.example.scan")
                .subject(image)
                .annotation("n", "1")
                .add();
        Descriptor bare = new Descriptor(unlisted.mediaType(), unlisted.digest(), unlisted.size());
        MemorySource source = new MemorySource(world.images, false);
        source.claimReferrer(image.digest(), bare);
        RootRequest root = RootRequest.asked(
                        source, image, WalkerWorld.REPOSITORY, null, "memory", new Selection.Everything())
                .withInclude(Include.parse(List.of("sboms")));

        Closure closure = world.walkAll(root);

        assertThat(closure.roots()).hasSize(1);
        assertThat(closure.omissions())
                .extracting(omission -> omission.child().digest(), Omission::reason)
                .containsExactly(tuple(unlisted.digest(), "application/vnd.example.scan was not asked for"));
        assertThat(WalkerWorld.digests(closure)).doesNotContain(scan.digest(), unlisted.digest());
    }

    @Test
    void whatWasLeftOutOfAKeptImageIsLeftOutStill() throws Exception {
        Closure before = walk("sboms");
        BundleRoot kept = before.roots().stream()
                .filter(root -> !root.referrer())
                .findFirst()
                .orElseThrow();

        Closure after = world.walkAll(RootRequest.kept(world.source, kept, new Selection.AsBefore(before.omissions())));

        assertThat(Set.copyOf(after.omissions()))
                .containsAll(before.omissions().stream()
                        .filter(omission -> !omission.parent().equals(sbom.digest()))
                        .toList());
        assertThat(WalkerWorld.digests(after)).doesNotContain(attested.digest());
    }

    @Test
    void whatAnotherImageBringsAlongIsNotSaidToBeLeftOut() throws Exception {
        Closure closure = world.walkAll(
                world.root(index, "all"), world.root(index, "none").withInclude(Include.parse(List.of())));

        assertThat(closure.omissions()).isEmpty();
        assertThat(WalkerWorld.digests(closure)).isEqualTo(world.images.closureWithReferrers(index.digest()));
    }

    private Closure walk(String... words) throws Exception {
        return world.walkAll(world.root(index, "1").withInclude(Include.parse(List.of(words))));
    }

    private Descriptor referrer(String artifactType, Descriptor subject) {
        return world.images
                .artifact(artifactType)
                .subject(subject)
                .blob("text/plain", artifactType + " of " + subject.digest())
                .add();
    }

    private Descriptor attestation(Descriptor about) {
        Descriptor manifest =
                world.images.image("unknown/unknown").blob(IN_TOTO, "{}").add();
        return new Descriptor(
                manifest.mediaType(),
                manifest.digest(),
                manifest.size(),
                new Platform("unknown", "unknown", null, null),
                null,
                Map.of(
                        "vnd.docker.reference.digest",
                        about.digest().toString(),
                        "vnd.docker.reference.type",
                        "attestation-manifest"),
                List.of());
    }

    private static List<Digest> referrers(Closure closure) {
        return closure.roots().stream()
                .filter(BundleRoot::referrer)
                .map(root -> root.manifest().digest())
                .toList();
    }
}
