package dev.sallyport.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Reference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LayoutSourceTest extends ContentSourceContract {
    private static final String HOST = "registry.example";

    @TempDir
    private Path folder;

    @Override
    protected ContentSource open(Descriptor index, String tag) throws Exception {
        images.writeLayout(folder, Map.of(HOST + "/library/hello:" + tag, index));
        return LayoutSource.open(folder, null);
    }

    @Override
    protected Reference name(String tag) {
        return reference(HOST, tag);
    }

    @Test
    void namesImagesByTheirContainerdName() throws Exception {
        roots(named(index, Map.of(LayoutIndex.IMAGE_NAME, "a.example/app:1", LayoutIndex.REF_NAME, "b.example/app:2")));

        assertThat(LayoutSource.open(folder, null).images())
                .containsExactly(Reference.parse("a.example/app:1").withDigest(index.digest()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"b.example/app:2", "localhost/app:2", "localhost:5000/team/app:2", "b.example:5000/app:2"})
    void namesImagesByARefNameThatIsAFullReference(String name) throws Exception {
        roots(named(index, Map.of(LayoutIndex.REF_NAME, name)));

        assertThat(LayoutSource.open(folder, null).images())
                .containsExactly(Reference.parse(name).withDigest(index.digest()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "1.27", "team/app:2", "app", "", "/x", "http://b.example/app"})
    void takesNoOtherRefNameForAName(String name) throws Exception {
        roots(named(index, Map.of(LayoutIndex.REF_NAME, name)));

        assertThatThrownBy(() -> LayoutSource.open(folder, null))
                .isInstanceOf(UnnamedImageException.class)
                .hasMessageContaining(index.digest().toString())
                .satisfies(e -> {
                    assertThat(((SallyportException) e).remedy()).contains("--as");
                    assertThat(((SallyportException) e).category()).isEqualTo(Category.USAGE);
                });
        assertThat(LayoutSource.open(folder, Reference.parse("c.example/app:3")).images())
                .containsExactly(Reference.parse("c.example/app:3").withDigest(index.digest()));
    }

    @Test
    void refusesOneNameForSeveralImages() throws Exception {
        roots(index, amd64);

        assertThatThrownBy(() -> LayoutSource.open(folder, Reference.parse("c.example/app:3")))
                .isInstanceOf(UnnamedImageException.class)
                .hasMessageContainingAll(
                        index.digest().toString(), amd64.digest().toString());
    }

    @Test
    void refusesOneTagForTwoImages() throws Exception {
        Map<String, String> name = Map.of(LayoutIndex.IMAGE_NAME, "a.example/app:1");
        roots(named(index, name), named(amd64, name));

        assertThatThrownBy(() -> LayoutSource.open(folder, null))
                .isInstanceOf(LayoutException.class)
                .hasMessageContaining("names both");
    }

    @Test
    void acceptsOneImageTwiceWithAndWithoutItsName() throws Exception {
        roots(named(index, Map.of(LayoutIndex.IMAGE_NAME, "a.example/app:1")), index);

        assertThat(LayoutSource.open(folder, null).images()).hasSize(1);
    }

    @Test
    void refusesANameWithTheDigestOfSomethingElse() throws Exception {
        roots(named(index, Map.of(LayoutIndex.IMAGE_NAME, "a.example/app@" + amd64.digest())));

        assertThatThrownBy(() -> LayoutSource.open(folder, null)).isInstanceOf(LayoutException.class);
    }

    @Test
    void refusesANameThatIsNone() throws Exception {
        roots(named(index, Map.of(LayoutIndex.IMAGE_NAME, "a.example/../../etc:1")));

        assertThatThrownBy(() -> LayoutSource.open(folder, null)).isInstanceOf(MalformedValueException.class);
    }

    @Test
    void listsSeveralImagesInOrderAndNoReferrerAmongThem() throws Exception {
        roots(
                named(index, Map.of(LayoutIndex.IMAGE_NAME, "b.example/app:1")),
                named(amd64, Map.of(LayoutIndex.IMAGE_NAME, "a.example/app:1")),
                sbom);

        assertThat(LayoutSource.open(folder, null).images())
                .containsExactly(
                        Reference.parse("b.example/app:1").withDigest(index.digest()),
                        Reference.parse("a.example/app:1").withDigest(amd64.digest()));
    }

    @Test
    void takesANamedReferrerForBoth() throws Exception {
        roots(
                named(index, Map.of(LayoutIndex.IMAGE_NAME, "b.example/app:1")),
                named(sbom, Map.of(LayoutIndex.IMAGE_NAME, "b.example/app:sbom")));
        LayoutSource source = LayoutSource.open(folder, null);

        assertThat(source.images()).hasSize(2);
        assertThat(source.referrers(index.digest())).hasSize(1);
    }

    @Test
    void refusesAFolderThatIsNoLayout() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path file = Files.createFile(folder.resolve("file"));

        assertNoLayout(empty, "it has no oci-layout");
        assertNoLayout(folder.resolve("missing"), "there is no such folder");
        assertNoLayout(file, "it is not a folder");
        Files.delete(folder.resolve("index.json"));
        assertNoLayout(folder, "it has no index.json");
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0.0\"}");
        assertNoLayout(folder, "its version is 2.0.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"schemaVersion\":2}",
                "{\"schemaVersion\":1,\"manifests\":[]}",
                "{\"schemaVersion\":2,\"manifests\":[],\"manifests\":[]}",
                "{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}",
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"x\",\"digest\":\"sha256:../../etc/passwd\",\"size\":1}]}",
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"x\",\"digest\":\"md5:00\",\"size\":-1}]}",
            })
    void refusesAnIndexThatIsNone(String content) throws Exception {
        Files.writeString(folder.resolve("index.json"), content);

        assertThatThrownBy(() -> LayoutSource.open(folder, null)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void refusesALargeIndex() throws Exception {
        Files.write(folder.resolve("index.json"), new byte[Manifest.MAX_SIZE + 1]);

        assertNoLayout(folder, "more than the " + Manifest.MAX_SIZE);
    }

    @Test
    void refusesARootThatIsTooLargeForAManifest() throws Exception {
        roots(new Descriptor(MediaTypes.OCI_MANIFEST, amd64.digest(), 1L << 40));

        assertNoLayout(folder, "more than the " + Manifest.MAX_SIZE);
    }

    @Test
    void refusesARootThatIsNoManifest() throws Exception {
        roots(images.blob("text/plain", new byte[] {1}));

        assertNoLayout(folder, "is no manifest but text/plain");
    }

    @Test
    void refusesAManifestThatIsNotItsDigest() throws Exception {
        byte[] damaged = images.bytes(index.digest());
        damaged[damaged.length - 2] ^= 1;
        Files.write(blob(index.digest()), damaged);

        assertThatThrownBy(() -> LayoutSource.open(folder, null)).isInstanceOf(DigestMismatchException.class);
    }

    @Test
    void refusesALinkThatLeadsOut(@TempDir Path outside) throws Exception {
        Path secret = Files.writeString(outside.resolve("secret"), "x".repeat((int) amd64.size()));
        LayoutSource source = LayoutSource.open(folder, null);
        Files.delete(blob(amd64.digest()));
        Files.createSymbolicLink(blob(amd64.digest()), secret);

        assertThatThrownBy(() -> source.fetch(amd64, 0))
                .isInstanceOf(LayoutException.class)
                .hasMessageContaining("leads out of the folder");
    }

    @Test
    void refusesABlobsFolderThatLeadsOut(@TempDir Path outside) throws Exception {
        Files.move(folder.resolve("blobs"), outside.resolve("blobs"));
        Files.createSymbolicLink(folder.resolve("blobs"), outside.resolve("blobs"));

        assertNoLayout(folder, "leads out of the folder");
    }

    @Test
    void refusesAnIndexThatLeadsOut(@TempDir Path outside) throws Exception {
        Files.move(folder.resolve("index.json"), outside.resolve("index.json"));
        Files.createSymbolicLink(folder.resolve("index.json"), outside.resolve("index.json"));

        assertNoLayout(folder, "leads out of the folder");
    }

    @Test
    void followsALinkInsideAndALinkToTheFolder(@TempDir Path outside) throws Exception {
        Path target = folder.resolve("elsewhere");
        Files.move(blob(amd64.digest()), target);
        Files.createSymbolicLink(blob(amd64.digest()), target);
        Path link = Files.createSymbolicLink(outside.resolve("link"), folder);

        assertThat(LayoutSource.open(link, null).fetch(amd64, 0).readAllBytes())
                .isEqualTo(images.bytes(amd64.digest()));
    }

    @Test
    void refusesABlobThatIsAFolderOrAPipe() throws Exception {
        LayoutSource source = LayoutSource.open(folder, null);
        Files.delete(blob(amd64.digest()));
        Files.createDirectory(blob(amd64.digest()));
        Files.delete(blob(sbom.digest()));
        assertThat(new ProcessBuilder("mkfifo", blob(sbom.digest()).toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThatThrownBy(() -> source.fetch(amd64, 0))
                .isInstanceOf(LayoutException.class)
                .hasMessageContaining("not a plain file");
        assertThatThrownBy(() -> source.fetch(sbom, 0))
                .isInstanceOf(LayoutException.class)
                .hasMessageContaining("not a plain file");
    }

    @Test
    void refusesABlobOfAnotherSize() throws Exception {
        LayoutSource source = LayoutSource.open(folder, null);
        Files.write(blob(amd64.digest()), new byte[3]);

        assertThatThrownBy(() -> source.fetch(amd64, 0)).isInstanceOf(DigestMismatchException.class);
    }

    private static void assertNoLayout(Path path, String problem) {
        assertThatThrownBy(() -> LayoutSource.open(path, null))
                .isInstanceOf(LayoutException.class)
                .hasMessageContainingAll(path.toString(), problem);
    }

    private static Descriptor named(Descriptor root, Map<String, String> annotations) {
        return root.withAnnotations(annotations);
    }

    private void roots(Descriptor... roots) throws IOException {
        byte[] content = new JsonWriter()
                .put("schemaVersion", 2)
                .putAll("manifests", List.of(roots), Descriptor::toJson)
                .toBytes();
        images.writeLayout(folder, Map.of());
        Files.writeString(folder.resolve("index.json"), new String(content, StandardCharsets.UTF_8));
    }

    private Path blob(Digest digest) {
        return folder.resolve("blobs").resolve("sha256").resolve(digest.hex());
    }
}
