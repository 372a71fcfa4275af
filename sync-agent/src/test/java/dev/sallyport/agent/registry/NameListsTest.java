package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NameListsTest {
    private static final String TAGS = "/v2/library/hello/tags/list";

    private final TestRegistry registry = TestRegistry.start();
    private final TestClient test = TestClient.anonymous();

    @BeforeEach
    void put() {
        TestImages images = new TestImages();
        var image = images.image().file("hello", "hello").add();
        for (String tag : List.of("1.0", "1.1", "1.2", "latest", "z")) {
            registry.put("library/hello", tag, image, images);
        }
        registry.put("team/other", "1", image, images);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 100})
    void listsAllTagsWhateverThePageSize(int size) throws Exception {
        registry.pageSize(size);

        assertThat(test.client().tags(hello())).containsExactly("1.0", "1.1", "1.2", "latest", "z");
    }

    @Test
    void readsNoMoreThanIsWanted() throws Exception {
        registry.pageSize(1);
        List<String> heard = new ArrayList<>();

        test.client().tags(hello(), tag -> {
            heard.add(tag);
            return heard.size() < 2;
        });

        assertThat(heard).containsExactly("1.0", "1.1");
        assertThat(registry.requests("GET", TAGS)).hasSize(2);
    }

    @Test
    void listsAMillionTags() throws Exception {
        registry.generateTags("library/many", 1_000_000);
        AtomicLong count = new AtomicLong();

        test.client().tags(new RepositoryAddress(registry.host(), "library/many"), tag -> count.incrementAndGet() > 0);

        assertThat(count.get()).isEqualTo(1_000_000);
        assertThat(registry.requests("GET", ".*/tags/list")).hasSize(1000);
    }

    @Test
    void saysThatThereIsNoSuchRepository() {
        assertThatThrownBy(() -> test.client().tags(new RepositoryAddress(registry.host(), "none")))
                .isInstanceOf(ContentNotFoundException.class)
                .hasMessageContaining(registry.host() + "/none");
    }

    @Test
    void followsAbsoluteLinksToTheSameHost() throws Exception {
        registry.misbehave("GET", TAGS, 1, link(registry.url() + TAGS + "?last=latest"));

        assertThat(test.client().tags(hello())).containsExactly("1.0", "1.1", "1.2", "latest", "z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.2:1/v2/x", "https://elsewhere.invalid/v2/x", "/admin", "//h.invalid/v2/x"})
    void goesOnNowhereElse(String target) {
        registry.misbehave("GET", TAGS, 1, link(target));

        assertThatThrownBy(() -> test.client().tags(hello())).isInstanceOf(RegistryProtocolException.class);
    }

    @Test
    void stopsInACircleOfPages() {
        for (int i = 0; i < 10; i++) {
            registry.misbehave("GET", TAGS, 1, link(TAGS + "?page=" + i % 3));
        }

        assertThatThrownBy(() -> test.client().tags(hello()))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("circle");
        assertThat(registry.requests("GET", TAGS)).hasSizeLessThan(6);
    }

    @Test
    void stopsWhereEmptyPagesNeverEnd() {
        registry.generateTags("library/hello", 0);
        for (int i = 0; i < 200; i++) {
            registry.misbehave("GET", TAGS, 1, link(TAGS + "?page=" + i));
        }

        assertThatThrownBy(() -> test.client().tags(hello()))
                .isInstanceOf(RegistryProtocolException.class)
                .hasMessageContaining("goes on and on");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tags\":[\"a\",{}]}",
                "{\"tags\":{}}",
                "{\"tags\":[\"a\"],\"tags\":[\"b\"]}",
                "{\"name\":\"x\"}",
                "[]",
                "nonsense",
                "{\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]],\"tags\":[]}",
            })
    void refusesWhatIsNoList(String json) {
        answer(json);

        assertThatThrownBy(() -> test.client().tags(hello())).isInstanceOf(RegistryProtocolException.class);
    }

    @Test
    void leavesOutWhatIsNoTagAndKnowsThatNullIsNone() throws Exception {
        answer("{\"name\":\"x\",\"tags\":[\"ok\",\"a\\u001b[2J\",\"../x\",\"\",\"" + "x".repeat(129)
                + "\"],\"more\":[{}]}");
        assertThat(test.client().tags(hello())).containsExactly("ok");

        answer("{\"name\":\"x\",\"tags\":null}");
        assertThat(test.client().tags(hello())).isEmpty();
    }

    @Test
    void readsNoPageWithoutEnd() {
        registry.misbehave("GET", TAGS, TestRegistry.ALWAYS, new Misbehaviour.Oversized(1L << 29, true));

        assertThatThrownBy(() -> test.client().tags(hello())).isInstanceOf(RegistryProtocolException.class);
    }

    @Test
    void listsRepositories() throws Exception {
        registry.pageSize(1);
        List<String> names = new ArrayList<>();

        test.client().repositories(registry.host(), names::add);

        assertThat(names).containsExactly("library/hello", "team/other");
    }

    @Test
    void searchesWhereTheRegistryCan() throws Exception {
        registry.withSearch();

        assertThat(test.client().search(registry.host(), "hell"))
                .containsExactly(
                        new FoundRepository(registry.host() + "/library/hello", "what library/hello is", 7, false));
        assertThat(registry.requests("GET", "/v2/_catalog")).isEmpty();
    }

    @Test
    void searchesItselfWhereTheRegistryCannot() throws Exception {
        assertThat(test.client().search(registry.host(), "OTHER"))
                .containsExactly(new FoundRepository(registry.host() + "/team/other", "", 0, false));

        registry.misbehave("GET", "/v2/_catalog", 1, Misbehaviour.status(404));
        assertThatThrownBy(() -> test.client().search(registry.host(), "other"))
                .isInstanceOf(ContentNotFoundException.class)
                .hasMessageContaining("neither searches nor lists");
    }

    private void answer(String json) {
        registry.document(TAGS, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private static Misbehaviour link(String target) {
        return new Misbehaviour.WrongHeader("Link", "<" + target + ">; rel=\"next\"");
    }

    private RepositoryAddress hello() {
        return new RepositoryAddress(registry.host(), "library/hello");
    }
}
