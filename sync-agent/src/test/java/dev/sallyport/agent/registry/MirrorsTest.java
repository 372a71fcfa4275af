package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MirrorsTest {
    private final TestRegistry registry = TestRegistry.start();
    private final TestRegistry mirror = TestRegistry.start();
    private final TestImages images = new TestImages();
    private final Notices notices = new Notices();
    private final TestClient test = TestClient.anonymous()
            .noticing(notices)
            .with(options -> options.withHosts(
                    Map.of(registry.host(), HostSettings.DEFAULT.withMirror(mirror.host() + "/cache"))));
    private Descriptor layer;
    private Descriptor image;

    @BeforeEach
    void put() {
        layer = images.blob("application/octet-stream", new byte[1000]);
        image = images.image().blob(layer).add();
        images.artifact("application/spdx+json").subject(image).add();
        registry.put("library/hello", "1.0", image, images);
    }

    @AfterEach
    void close() {
        registry.close();
        mirror.close();
    }

    @Test
    void asksNobodyElseForWhatTheMirrorHas() throws Exception {
        mirror.put("cache/library/hello", "1.0", image, images);

        everything();

        assertThat(registry.requests()).isEmpty();
        assertThat(mirror.requests("GET", ".*/blobs/.*")).hasSize(1);
        assertThat(notices.said).isEmpty();
    }

    @Test
    void asksTheRegistryForWhatTheMirrorLacksAndSaysSoOnce() throws Exception {
        everything();
        everything();

        assertThat(registry.requests("GET", ".*/blobs/.*")).hasSize(2);
        assertThat(notices.said)
                .containsExactly(registry.host() + " instead of " + mirror.host() + "/cache: " + mirror.host()
                        + "/cache does not have everything that is asked for");
    }

    @Test
    void asksAMirrorThatIsDownNoMore() throws Exception {
        mirror.close();

        everything();

        assertThat(test.pauses).as(notices.said.toString()).hasSize(test.options.attempts() - 1);
        assertThat(notices.said).singleElement().asString().contains("Cannot get", mirror.host());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 418, 500})
    void goesOnWithoutAMirrorThatGivesNothing(int status) throws Exception {
        mirror.misbehave("*", ".*", TestRegistry.ALWAYS, Misbehaviour.status(status));

        everything();

        assertThat(notices.said).hasSize(1);
    }

    @Test
    void asksTheRegistryForReferrersThatTheMirrorDoesNotKnow() throws Exception {
        mirror.put("cache/library/hello", "1.0", image, images);
        mirror.withoutReferrersApi();

        assertThat(test.client().referrers(repository(), image.digest())).hasSize(1);
    }

    @Test
    void takesItsMirrorsWordForReferrersOfARegistryOutOfReach() throws Exception {
        Descriptor unsigned = images.image().file("unsigned", "image").add();
        mirror.put("cache/library/hello", "2.0", unsigned, images);
        registry.close();

        Descriptor resolved = test.client().resolve(tagged("2.0"));
        assertThat(test.client().referrers(repository(), resolved.digest())).isEmpty();
        assertThat(test.client().find(tagged("sha256-" + resolved.digest().hex() + ".sig")))
                .isEmpty();

        assertThat(test.pauses).as("it is asked no more").hasSize(test.options.attempts() - 1);
        assertThat(notices.said).hasSize(2).last().asString().startsWith(mirror.host() + "/cache alone for ");
    }

    @Test
    void anImageThatTheMirrorLacksIsNotMissingWhileItsRegistryIsOutOfReach() {
        registry.close();

        assertThatThrownBy(() -> test.client().resolve(tagged("1.0"))).isInstanceOf(RegistryUnreachableException.class);
    }

    @Test
    void aRegistryThatFailsIsNotOutOfReach() throws Exception {
        mirror.put(
                "cache/library/hello",
                "2.0",
                images.image().file("unsigned", "image").add(),
                images);
        registry.misbehave("*", ".*", TestRegistry.ALWAYS, Misbehaviour.status(500));

        assertThatThrownBy(() -> test.client().referrers(repository(), image.digest()))
                .isInstanceOf(RegistryUnreachableException.class);
    }

    @Test
    void whatNeitherHasIsMissing() throws Exception {
        assertThat(test.client().find(tagged("2.0"))).isEmpty();
        assertThatThrownBy(() -> test.client().resolve(tagged("2.0")))
                .isInstanceOf(ContentNotFoundException.class)
                .hasMessageContaining(registry.host() + "/library/hello:2.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://m.example",
                "m.example/",
                "m.example//a",
                "m.example/../b",
                "user@m.example",
                "M.example"
            })
    void isAHostAndAPath(String mirror) {
        assertThatThrownBy(() -> HostSettings.DEFAULT.withMirror(mirror)).isInstanceOf(IllegalArgumentException.class);
    }

    private void everything() throws Exception {
        Descriptor resolved = test.client().resolve(tagged("1.0"));
        assertThat(resolved.digest()).isEqualTo(image.digest());
        test.client().manifest(repository(), resolved.digest());
        assertThat(test.client().referrers(repository(), resolved.digest())).hasSize(1);
        try (InputStream in = test.client().blob(repository(), layer, 0).content()) {
            assertThat(in.readAllBytes()).hasSize(1000);
        }
    }

    private RepositoryAddress repository() {
        return new RepositoryAddress(registry.host(), "library/hello");
    }

    private Reference tagged(String tag) {
        return new Reference(registry.host(), "library/hello", new Tag(tag), null);
    }
}
