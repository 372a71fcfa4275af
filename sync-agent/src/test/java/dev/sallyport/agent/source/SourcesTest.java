package dev.sallyport.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.agent.registry.CredentialFiles;
import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RegistryOptions;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Reference;
import dev.sallyport.testkit.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourcesTest {
    @TempDir
    private Path folder;

    private Sources sources;
    private final TestImages images = new TestImages();
    private final Descriptor image = images.image().file("hello", "hello").add();

    @BeforeEach
    void openNone() {
        sources = new Sources(
                new RegistryClient(
                        RegistryOptions.DEFAULT, new CredentialFiles(List.of()), Clock.systemUTC(), pause -> {}),
                folder.resolve("not there yet"));
    }

    @AfterEach
    void close() {
        sources.close();
    }

    @Test
    void sharesOneSourceForEachRepository() throws Exception {
        List<Root> roots =
                sources.open(arguments("a.example/app:1", "b.example/app:1", "a.example/app:2", "a.example/x"));

        assertThat(roots)
                .extracting(root -> root.reference().toString())
                .containsExactly("a.example/app:1", "b.example/app:1", "a.example/app:2", "a.example/x:latest");
        assertThat(roots.get(2).source()).isSameAs(roots.get(0).source());
        assertThat(roots.get(1).source()).isNotSameAs(roots.get(0).source());
        assertThat(roots.get(3).source()).isNotSameAs(roots.get(0).source());
    }

    @Test
    void givesARootForEachImageOfALayout() throws Exception {
        Descriptor other = images.image().file("other", "other").add();
        images.writeLayout(folder, Map.of("a.example/app:1", image, "b.example/app:2", other));

        List<Root> roots = sources.open(arguments("oci:" + folder, "c.example/app:1"));

        assertThat(roots).hasSize(3);
        assertThat(roots.get(0).source()).isSameAs(roots.get(1).source());
        assertThat(roots.get(1).source().resolve(roots.get(1).reference()).digest())
                .isEqualTo(other.digest());
    }

    @Test
    void sharesALayoutThatIsNamedInTwoWays() throws Exception {
        images.writeLayout(folder, Map.of("a.example/app:1", image));

        List<Root> roots = sources.open(arguments("oci:" + folder, "oci:" + folder + "/."));

        assertThat(roots.get(0).source()).isSameAs(roots.get(1).source());
    }

    @Test
    void namesTheOneImageWithoutAName() throws Exception {
        images.writeLayout(folder, Map.of("latest", image));

        assertThat(sources.open(arguments("oci:" + folder), Reference.parse("a.example/app:1")))
                .singleElement()
                .satisfies(root -> assertThat(root.reference())
                        .isEqualTo(Reference.parse("a.example/app:1").withDigest(image.digest())));
    }

    @Test
    void refusesANameThatNamesNothingOrTwoImages() throws Exception {
        Reference as = Reference.parse("a.example/app:1");
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        Path named = Files.createDirectory(folder.resolve("named"));
        images.writeLayout(one, Map.of("latest", image));
        images.writeLayout(two, Map.of("latest", image));
        images.writeLayout(named, Map.of("b.example/app:1", image));

        assertThatThrownBy(() -> sources.open(arguments("oci:" + named, "c.example/app"), as))
                .isInstanceOf(UnusedNameException.class)
                .hasMessageContaining("there is none");
        assertThatThrownBy(() -> sources.open(arguments("oci:" + one, "oci:" + two), as))
                .isInstanceOf(UnusedNameException.class)
                .hasMessageContaining("there are 2");
        assertThat(sources.open(arguments("oci:" + one, "oci:" + named), as)).hasSize(2);
    }

    @Test
    void opensALayoutForItsContentWhetherItsImagesHaveNamesOrNot() throws Exception {
        Path one = Files.createDirectory(folder.resolve("one"));
        images.writeLayout(one, Map.of("latest", image));
        images.writeLayout(folder, Map.of("b.example/app:1", image));

        for (Path layout : List.of(one, folder)) {
            ContentSource source = sources.source(SourceArgument.parse("oci:" + layout));
            assertThat(source.fetch(image, 0).readAllBytes()).isEqualTo(images.bytes(image.digest()));
        }
        assertThat(sources.source(SourceArgument.parse("a.example/app:1")))
                .isSameAs(sources.open(arguments("a.example/app:2")).get(0).source());
    }

    @Test
    void opensArchivesOfAllImagesOrOneAndUnpacksThemOnce() throws Exception {
        Descriptor other = images.image().file("other", "other").add();
        byte[] tar =
                Archives.layout(images, folder.resolve("layout"), Map.of("a.example/app:1", image, "latest", other));
        Path file = Archives.write(folder.resolve("a.tar.gz"), Archives.gzip(tar));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        String name = "oci-archive:" + link;

        Root one = sources.open(arguments(name + ":a.example/app:1")).get(0);
        List<Root> all = sources.open(arguments(name), Reference.parse("b.example/app:2"));

        assertThat(all).extracting(root -> root.reference().repository()).containsExactlyInAnyOrder("app", "app");
        assertThat(one.address()).isEqualTo("oci-archive:" + file.toRealPath());
        assertThat(sources.source(SourceArgument.parse(one.address()))
                        .fetch(other, 0)
                        .readAllBytes())
                .isEqualTo(images.bytes(other.digest()));
        assertThat(folder.resolve("not there yet")).doesNotExist();
    }

    @Test
    void opensWhatAListNames() throws Exception {
        images.writeLayout(folder.resolve("layout"), Map.of("a.example/app:1", image));
        Path list = Files.writeString(folder.resolve("list"), "oci:layout\nb.example/app:2\n");

        assertThat(sources.open(arguments("list:" + list)))
                .extracting(Root::address)
                .containsExactly("oci:" + folder.resolve("layout").toRealPath(), "b.example/app:2");
    }

    @Test
    void opensFilesAndChartsUnderTheNamesTheyAreGiven() throws Exception {
        Path file = Files.writeString(folder.resolve("a.bin"), "content");
        Path chart = Archives.write(
                folder.resolve("shop.tgz"),
                Archives.gzip(Archives.tar(
                        Archives.file("shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n"))));

        for (String text : List.of("file:" + file, "chart:" + chart)) {
            Reference as = Reference.parse("a.example/shop:1.0.0");
            Root root = sources.open(arguments(text), as).get(0);
            Descriptor manifest = root.source().resolve(root.reference());
            assertThat(root.reference()).isEqualTo(as.withDigest(manifest.digest()));
            assertThat(sources.source(SourceArgument.parse(root.address())).fetch(manifest, 0))
                    .hasBinaryContent(root.source().fetch(manifest, 0).readAllBytes());
            assertThatThrownBy(() -> sources.open(arguments(text)))
                    .isInstanceOf(UnnamedFileException.class)
                    .hasMessageContaining(text);
        }
    }

    private static List<SourceArgument> arguments(String... texts) throws Exception {
        List<SourceArgument> arguments = new ArrayList<>();
        for (String text : texts) {
            arguments.add(SourceArgument.parse(text));
        }
        return arguments;
    }
}
