package dev.sallyport.agent.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.agent.registry.CredentialFiles;
import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RegistryOptions;
import dev.sallyport.agent.registry.RepositoryAddress;
import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.agent.source.RegistrySource;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omission;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cosign keeps beside an image under tags, at a registry. */
final class ClosureTagsTest {
    @TempDir(factory = MemoryDirectory.class)
    private Path folder;

    private final TestRegistry registry = TestRegistry.start();
    private WalkerWorld world;
    private TestImages images;
    private ContentSource source;
    private RepositoryName repository;
    private Descriptor amd64;
    private Descriptor index;

    @BeforeEach
    void open() throws Exception {
        world = new WalkerWorld(folder);
        images = world.images;
        source = new RegistrySource(
                new RegistryClient(
                        RegistryOptions.DEFAULT, new CredentialFiles(List.of()), Clock.systemUTC(), pause -> {}),
                new RepositoryAddress(registry.host(), "app"));
        repository = RepositoryName.of(registry.host(), "app");
        amd64 = images.image("linux/amd64").file("a", "a").add();
        index = images.index(amd64, images.image("linux/arm64").file("b", "b").add());
        registry.put("app", "1", index, images);
    }

    @AfterEach
    void close() throws IOException {
        world.close();
        registry.close();
    }

    @Test
    void bringsWhatIsUnderCosignsTagsForTheIndexAndItsChildren() throws Exception {
        Descriptor signature = put(index, ".sig", "signature of the index");
        Descriptor attestation = put(amd64, ".att", "attestation of a child");
        Descriptor sbom = put(amd64, ".sbom", "sbom of a child");

        Closure closure = world.walkAll(asked("1"));

        assertThat(closure.roots())
                .extracting(BundleRoot::tag, root -> root.manifest().digest(), BundleRoot::referrer, BundleRoot::reason)
                .containsExactlyInAnyOrder(
                        tuple(new Tag("1"), index.digest(), false, "asked for"),
                        tuple(tag(index, ".sig"), signature.digest(), false, "signature of " + index.digest()),
                        tuple(tag(amd64, ".att"), attestation.digest(), false, "attestation of " + amd64.digest()),
                        tuple(tag(amd64, ".sbom"), sbom.digest(), false, "SBOM of " + amd64.digest()));
        assertThat(WalkerWorld.digests(closure))
                .containsAll(images.closure(signature.digest()))
                .containsAll(images.closure(sbom.digest()));
    }

    @Test
    void asksOnceForEachManifestOfAnImageAndForNothingFoundSo() throws Exception {
        put(index, ".sig", "signature of the index");
        registry.tag("app", "again", index.digest());

        world.walkAll(asked("1"), asked("again"));

        assertThat(registry.requests("*", ".*/manifests/sha256-.*\\.(sig|att|sbom)"))
                .hasSize(3 * 3)
                .allMatch(request -> request.method().equals("HEAD"));
        assertThat(registry.requests("GET", ".*/referrers/.*")).hasSize(4);
    }

    @Test
    void listsWhatStaysAway() throws Exception {
        Descriptor signature = put(index, ".sig", "signature");
        Descriptor sbom = put(index, ".sbom", "sbom");

        Closure closure = world.walkAll(asked("1").withInclude(Include.parse(List.of("signatures"))));

        assertThat(closure.roots())
                .extracting(root -> root.manifest().digest())
                .containsExactlyInAnyOrder(index.digest(), signature.digest());
        assertThat(closure.omissions())
                .extracting(Omission::parent, omission -> omission.child().digest(), Omission::reason)
                .containsExactly(tuple(index.digest(), sbom.digest(), "sboms were not asked for"));
    }

    @Test
    void aRegistryThatFailsOnATagFailsTheImage() throws Exception {
        registry.misbehave("HEAD", ".*\\.att", TestRegistry.ALWAYS, new Misbehaviour.Status(403, "DENIED", Map.of()));

        Closure closure = world.walk(asked("1"));

        assertThat(closure.failures()).hasSize(1);
        assertThat(closure.blobs()).isEmpty();
    }

    @Test
    void aSignatureMovedSinceReplacesTheKeptOneAndOneThatVanishedStays() throws Exception {
        put(index, ".sig", "old signature");
        Descriptor attestation = put(index, ".att", "attestation");
        Closure before = world.walkAll(asked("1"));
        Descriptor newer = put(index, ".sig", "new signature");
        registry.untag("app", tag(index, ".att").name());

        Closure after = world.walkAll(withKept(before, asked("1")));

        assertThat(after.roots())
                .extracting(root -> root.manifest().digest())
                .containsExactlyInAnyOrder(index.digest(), newer.digest(), attestation.digest());
    }

    @Test
    void aKeptSignatureGoesWithItsImage() throws Exception {
        put(index, ".sig", "signature");
        Closure before = world.walkAll(asked("1"));
        Descriptor moved = images.image().file("c", "c").add();
        registry.put("app", "1", moved, images);

        Closure after = world.walkAll(withKept(before, asked("1")));

        assertThat(after.roots()).extracting(root -> root.manifest().digest()).containsExactly(moved.digest());
        assertThat(WalkerWorld.digests(after)).isEqualTo(images.closure(moved.digest()));
    }

    @Test
    void keepsTheSameOrderHoweverATagWasFound() throws Exception {
        put(index, ".sig", "signature");
        Descriptor second = images.image().file("c", "c").add();
        registry.put("app", "2", second, images);
        Closure before = world.walkAll(asked("1"), asked("2"));

        Closure after = world.walkAll(withKept(before, asked("2")));

        assertThat(after.roots()).isEqualTo(before.roots());
        assertThat(after.blobs())
                .extracting(ClosureBlob::descriptor)
                .isEqualTo(before.blobs().stream().map(ClosureBlob::descriptor).toList());
    }

    /** What {@code before} has beyond {@code asked}, kept. */
    private RootRequest[] withKept(Closure before, RootRequest asked) {
        List<RootRequest> roots = new ArrayList<>(List.of(asked));
        for (BundleRoot root : before.roots()) {
            if (!root.name().equals(asked.name())) {
                roots.add(RootRequest.kept(source, root, new Selection.AsBefore(before.omissions())));
            }
        }
        return roots.toArray(new RootRequest[0]);
    }

    private RootRequest asked(String tag) throws Exception {
        Descriptor manifest = source.resolve(new Reference(registry.host(), "app", new Tag(tag), null));
        return RootRequest.asked(source, manifest, repository, new Tag(tag), "test", new Selection.Everything());
    }

    private Descriptor put(Descriptor subject, String suffix, String content) {
        Descriptor manifest = images.image()
                .blob("application/vnd.dev.cosign.simplesigning.v1+json", content)
                .add();
        registry.put("app", tag(subject, suffix).name(), manifest, images);
        return manifest;
    }

    private static Tag tag(Descriptor subject, String suffix) {
        Digest digest = subject.digest();
        return new Tag("sha256-" + digest.hex() + suffix);
    }
}
