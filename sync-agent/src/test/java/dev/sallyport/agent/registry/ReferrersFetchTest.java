package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReferrersFetchTest {
    private static final String REFERRERS = "/v2/library/hello/referrers/.*";
    private static final String FALLBACK = "/v2/library/hello/manifests/sha256-.*";

    private final TestRegistry registry = TestRegistry.start();
    private final TestClient test = TestClient.anonymous();
    private final TestImages images = new TestImages();
    private Descriptor image;
    private Descriptor sbom;
    private Descriptor signature;

    @BeforeEach
    void put() {
        image = images.image().file("hello", "hello").add();
        sbom = images.artifact("application/spdx+json")
                .subject(image)
                .blob("application/spdx+json", "{}")
                .annotation("a", "b")
                .add();
        signature = images.artifact("application/vnd.example.signature")
                .subject(image)
                .blob("application/json", "[]")
                .add();
        registry.put("library/hello", "1.0", image, images);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void listsWhatTheApiLists() throws Exception {
        List<Descriptor> referrers = list(image.digest());

        assertThat(referrers)
                .extracting(Descriptor::digest)
                .containsExactlyInAnyOrder(sbom.digest(), signature.digest());
        assertThat(referrers)
                .extracting(Descriptor::artifactType)
                .containsExactlyInAnyOrder("application/spdx+json", "application/vnd.example.signature");
    }

    @Test
    void listsNothingWhereThereIsNothing() throws Exception {
        assertThat(list(sbom.digest())).isEmpty();
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void readsEveryPage() throws Exception {
        registry.pageSize(1);

        assertThat(list(image.digest())).hasSize(2);
        assertThat(registry.requests("GET", REFERRERS)).hasSize(2);
    }

    @Test
    void fallsBackToTheTagAndAsksForTheApiOnlyOnce() throws Exception {
        registry.withoutReferrersApi();
        registry.tagReferrers("library/hello", image.digest());

        assertThat(list(image.digest()))
                .extracting(Descriptor::digest)
                .containsExactlyInAnyOrder(sbom.digest(), signature.digest());
        assertThat(list(sbom.digest())).isEmpty();
        assertThat(registry.requests("GET", REFERRERS)).hasSize(1);
        assertThat(registry.requests("HEAD", FALLBACK)).hasSize(2);
        assertThat(registry.requests("GET", FALLBACK)).isEmpty();
    }

    @Test
    void takesAWebPageForTheLackOfTheApi() throws Exception {
        registry.tagReferrers("library/hello", image.digest());
        registry.misbehave("GET", REFERRERS, TestRegistry.ALWAYS, new Misbehaviour.WebPage());

        assertThat(list(image.digest())).hasSize(2);
    }

    @Test
    void doesNotTakeADenialForTheLackOfTheApi() {
        registry.misbehave("GET", REFERRERS, TestRegistry.ALWAYS, Misbehaviour.status(403));

        assertThatThrownBy(() -> list(image.digest())).isInstanceOf(AccessDeniedException.class);
        assertThat(registry.requests("GET", FALLBACK)).isEmpty();
    }

    @Test
    void takesAnImageUnderTheFallbackTagForNoList() throws Exception {
        registry.withoutReferrersApi();
        registry.tag("library/hello", "sha256-" + image.digest().hex(), image.digest());

        assertThat(list(image.digest())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<http://127.0.0.2:1/v2/library/hello/referrers/x>; rel=\"next\"",
                "<https://elsewhere.invalid/v2/x>; rel=\"next\"",
                "<//elsewhere.invalid/v2/x>; rel=\"next\"",
                "</admin>; rel=\"next\"",
                "<../../../../etc>; rel=\"next\"",
                "</v2/library/hello/referrers/x; rel=\"next\"",
                "</v2/a>; rel=\"next\", </v2/b>; rel=\"next\"",
                "<http://[>; rel=\"next\"",
                "<>; rel=\"next\"",
                "next",
            })
    void refusesToGoOnElsewhere(String link) {
        registry.misbehave("GET", REFERRERS, 1, new Misbehaviour.WrongHeader("Link", link));

        assertThatThrownBy(() -> list(image.digest()))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("it goes on somewhere else");
    }

    @Test
    void stopsInALoopOfPages() {
        String base = "/v2/library/hello/referrers/" + image.digest();
        for (int i = 0; i < 300; i++) {
            registry.misbehave(
                    "GET",
                    REFERRERS,
                    1,
                    new Misbehaviour.WrongHeader("Link", "<" + base + "?page=" + i % 2 + ">; rel=\"next\""));
        }

        assertThatThrownBy(() -> list(image.digest()))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("more than 256 pages");
    }

    @Test
    void refusesAListLargerThanTheLimit() {
        registry.misbehave("GET", REFERRERS, 1, new Misbehaviour.Oversized(1L << 30, false));

        assertThatThrownBy(() -> list(image.digest()))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("more than the");
    }

    @Test
    void refusesAListThatIsNoJson() {
        registry.misbehave("GET", REFERRERS, 1, new Misbehaviour.Oversized(100, true));

        assertThatThrownBy(() -> list(image.digest())).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void shortensTheFallbackTagOfALongDigest() throws Exception {
        Digest sha512 = Digest.parse("sha512:" + "ab".repeat(64));

        assertThat(ReferrersFetch.fallbackTag(sha512)).isEqualTo("sha512-" + "ab".repeat(32));
    }

    private List<Descriptor> list(Digest subject) throws IOException, SallyportException {
        return test.client().referrers(new RepositoryAddress(registry.host(), "library/hello"), subject);
    }
}
