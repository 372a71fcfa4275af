package dev.sallyport.agent.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.Reference;
import dev.sallyport.testkit.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What dockers from 25 on save: an image layout too, which may be wrong. */
final class DockerLayoutTest {
    @TempDir
    private Path folder;

    private @Nullable ArchiveFile archive;

    @AfterEach
    void close() {
        if (archive != null) {
            archive.close();
        }
    }

    @Test
    void prefersTheLayoutOfNewDockersAndKeepsItsDigests() throws Exception {
        TestImages images = new TestImages();
        Descriptor image = images.image().file("a", "a").add();
        Descriptor list = images.index(image);
        images.writeLayout(folder.resolve("layout"), Map.of("docker.io/library/app:1", list));
        LayoutSource source = saved(newImage(images, image, "[\"app:1\",\"app:latest\"]"));

        assertThat(source.images())
                .containsExactly(
                        Reference.parse("app:1").withDigest(list.digest()),
                        Reference.parse("app:latest").withDigest(image.digest()));
        assertThat(source.address()).startsWith("docker-archive:/");
        Descriptor resolved = source.resolve(Reference.parse("app:latest"));
        assertThat(source.fetch(resolved, 0).readAllBytes()).isEqualTo(images.bytes(image.digest()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no layers", "wrong size", "no images", "one image"})
    void doesNotTrustALayoutThatLacksWhatDockerMeantToSave(String fault) throws Exception {
        TestImages images = new TestImages();
        Descriptor good = images.image().file("a", "a").add();
        Descriptor other = images.image().file("b", "b").add();
        ImageManifest parts = (ImageManifest) Manifest.parse("it", good.mediaType(), images.bytes(good.digest()));
        Descriptor layer = parts.layers().get(0);
        MadeManifest faulty = MadeManifest.of(
                MediaTypes.OCI_MANIFEST,
                null,
                parts.config(),
                fault.equals("no layers")
                        ? List.of()
                        : List.of(new Descriptor(layer.mediaType(), layer.digest(), layer.size() + 1)),
                Map.of());
        images.manifest(MediaTypes.OCI_MANIFEST, faulty.content());
        images.writeLayout(
                folder.resolve("layout"),
                fault.equals("no images")
                        ? Map.of()
                        : Map.of("app:1", fault.equals("one image") ? other : faulty.descriptor()));
        if (fault.equals("no images")) {
            Files.writeString(folder.resolve("layout/index.json"), "{\"schemaVersion\":2,\"manifests\":null}");
        }
        LayoutSource source = fault.equals("one image")
                ? saved(newImage(images, good, "[\"good:1\"]"), newImage(images, other, "[\"other:1\"]"))
                : saved(newImage(images, good, "[\"good:1\"]"));

        ImageManifest made = manifest(source, "good:1");
        assertThat(made.config()).isEqualTo(parts.config());
        assertThat(made.layers()).isEqualTo(parts.layers());
        assertThat(source.fetch(layer, 0).readAllBytes()).isEqualTo(images.bytes(layer.digest()));
        if (fault.equals("one image")) {
            assertThat(source.resolve(Reference.parse("other:1")).digest()).isEqualTo(other.digest());
        }
    }

    private LayoutSource saved(String... images) throws Exception {
        Files.writeString(folder.resolve("layout/manifest.json"), "[" + String.join(",", images) + "]");
        archive = ArchiveFile.open(
                Archives.write(folder.resolve("a.tar"), Archives.ofFolder(folder.resolve("layout"))), folder);
        return LayoutSource.of(DockerArchive.of(archive), null, null);
    }

    private static String newImage(TestImages images, Descriptor descriptor, String names) throws Exception {
        ImageManifest manifest =
                (ImageManifest) Manifest.parse("it", descriptor.mediaType(), images.bytes(descriptor.digest()));
        return image(
                "blobs/sha256/" + manifest.config().digest().hex(),
                names,
                "blobs/sha256/" + manifest.layers().get(0).digest().hex());
    }

    private static String image(String config, String names, String... layers) {
        return "{\"Config\":\"" + config + "\",\"RepoTags\":" + names + ",\"Layers\":[\"" + String.join("\",\"", layers)
                + "\"]}";
    }

    private static ImageManifest manifest(LayoutSource source, String name) throws Exception {
        Descriptor descriptor = source.resolve(Reference.parse(name));
        return (ImageManifest) Manifest.parse(
                "it", descriptor.mediaType(), source.fetch(descriptor, 0).readAllBytes());
    }
}
