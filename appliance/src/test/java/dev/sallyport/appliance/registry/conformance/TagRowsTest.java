package dev.sallyport.appliance.registry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.conformance.ContentSet.Pushed;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many tags, and lists of them in pages. */
@Timeout(120)
final class TagRowsTest {
    private static final String LISTED = "conformance/listed";
    /** In the order of their bytes, which is the order to list them in. */
    private static final List<String> TAGS = List.of("1.9", "10", "A", "Z-", "_", "a", "a-1", "a.1", "a_1", "z");

    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; *rel=\"?next\"?");

    @TempDir
    private static Path folder;

    private static RegistryUnderTest registry;

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryUnderTest.start(folder);
        push(LISTED, image(LISTED), TAGS);
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
    }

    /** An image whose blobs are there. */
    private static Pushed image(String repository) throws Exception {
        ContentSet set = ContentSet.of(ContentRow.IMAGE);
        for (var blob : set.blobs().entrySet()) {
            registry.push(repository, blob.getKey(), blob.getValue());
        }
        return set.manifests().get(0);
    }

    private static Call put(String repository, Pushed image, String reference) {
        return registry.call("PUT", "/v2/" + repository + "/manifests/" + reference)
                .header("Content-Type", image.descriptor().mediaType())
                .body(image.bytes());
    }

    private static Answer push(String repository, Pushed image, List<String> tags) throws Exception {
        return put(repository, image, image.digest() + "?tag=" + String.join("&tag=", tags))
                .expect(201);
    }

    private static Answer list(String repository, String query) throws Exception {
        return registry.call("GET", "/v2/" + repository + "/tags/list" + query).expect(200);
    }

    @Test
    void pushNamesManyTagsAtOnce() throws Exception {
        String repository = "conformance/many";
        Pushed image = image(repository);
        List<String> tags =
                IntStream.range(0, 10).mapToObj(number -> "tag-" + number).toList();
        assertThat(push(repository, image, tags).headers("OCI-Tag")).containsExactlyInAnyOrderElementsOf(tags);
        assertThat(list(repository, "").json().texts("tags")).isEqualTo(tags);
        for (String tag : tags) {
            registry.manifest("GET", repository, tag)
                    .expect(200)
                    .has(image.digest(), image.bytes().length)
                    .withBody(image.bytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wrong", ".", "with%20space", "sha256:0"})
    void pushWithATagThatIsNoneTagsNothing(String wrong) throws Exception {
        String repository = "conformance/wrong";
        Pushed image = image(repository);
        put(repository, image, image.digest() + "?tag=right&tag=" + wrong).expect(400);
        registry.manifest("HEAD", repository, "right").expect(404);
        put(repository, image, wrong).expect(400);
    }

    @Test
    void tagMayHave128Characters() throws Exception {
        String repository = "conformance/long";
        Pushed image = image(repository);
        put(repository, image, "x".repeat(128)).expect(201);
        registry.manifest("HEAD", repository, "x".repeat(128)).expect(200);
        put(repository, image, "x".repeat(129)).expect(400);
    }

    @Test
    void pushMovesATag() throws Exception {
        String repository = "conformance/moved";
        Pushed first = image(repository);
        Pushed second = ContentSet.of(ContentRow.EMPTY_INDEX).manifests().get(0);
        put(repository, first, "moving").expect(201);
        put(repository, second, "moving").expect(201);
        registry.manifest("GET", repository, "moving").expect(200).withBody(second.bytes());
        registry.manifest("GET", repository, first.digest().toString()).expect(200);
    }

    /** Deleting a manifest by its digest takes the tags that name it. */
    @Test
    void tagsGoWithTheirManifest() throws Exception {
        String repository = "conformance/deleted";
        Pushed image = image(repository);
        Pushed other = ContentSet.of(ContentRow.EMPTY_INDEX).manifests().get(0);
        push(repository, image, List.of("one", "two"));
        put(repository, other, "three").expect(201);
        registry.manifest("DELETE", repository, image.digest().toString()).expect(202);
        assertThat(list(repository, "").json().texts("tags")).containsExactly("three");
        registry.manifest("GET", repository, "one").expect(404);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 9})
    void pagesLeadThroughAllTags(int size) throws Exception {
        List<String> found = new ArrayList<>();
        Answer page = list(LISTED, "?n=" + size);
        for (;
                !page.header("Link").isEmpty();
                page = registry.call("GET", next(page)).expect(200)) {
            assertThat(page.json().texts("tags")).hasSize(size);
            found.addAll(page.json().texts("tags"));
        }
        found.addAll(page.json().texts("tags"));
        assertThat(found).isEqualTo(TAGS);
    }

    private static URI next(Answer page) {
        Matcher link = NEXT.matcher(page.header("Link"));
        assertThat(link.matches()).as(page.toString()).isTrue();
        return page.resolve(link.group(1));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, 10",
        "?n=0, 0, 0",
        "?n=10, 0, 10",
        "?n=11, 0, 10",
        "?n=1000000, 0, 10",
        "?last=A, 3, 10",
        "?last=z, 10, 10",
        "?last=not-there, 9, 10",
        "?last=a-1&n=3, 7, 10",
        "?n=3&last=a-1, 7, 10",
    })
    void lastPageHasNoLink(String query, int from, int to) throws Exception {
        Answer answer = list(LISTED, query);
        assertThat(answer.json().text("name")).isEqualTo(LISTED);
        assertThat(answer.json().texts("tags")).isEqualTo(TAGS.subList(from, to));
        assertThat(answer.headers("Link")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1.5", "99999999999999999999"})
    void pageSizeThatIsNoneIsRefused(String size) throws Exception {
        registry.call("GET", "/v2/" + LISTED + "/tags/list?n=" + size).expect(400);
    }
}
