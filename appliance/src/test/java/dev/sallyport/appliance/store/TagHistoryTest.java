package dev.sallyport.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.resolution.NamesFixture;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock stands still here: what happened at one time is told in an order all the same. */
final class TagHistoryTest {
    private static final Tag ONE = new Tag("1");

    @TempDir
    private Path data;

    private NamesFixture names;

    @BeforeEach
    void open() throws Exception {
        names = new NamesFixture(data);
    }

    @AfterEach
    void close() throws Exception {
        names.close();
    }

    private List<TagEvent> events(String repository) throws Exception {
        return names.store().tagHistory().events(new RepositoryName(repository), ONE, null, 100);
    }

    private List<TagEvent> inPages(String repository, int size) throws Exception {
        List<TagEvent> all = new ArrayList<>();
        TagEvent.Position before = null;
        List<TagEvent> page;
        do {
            page = names.store().tagHistory().events(new RepositoryName(repository), ONE, before, size);
            all.addAll(page);
            before = page.isEmpty() ? null : page.get(page.size() - 1).position();
        } while (page.size() == size);
        return all;
    }

    private void publishAll() throws Exception {
        for (String stream : List.of("a", "b")) {
            for (int i = 0; i < 3; i++) {
                names.publish(
                        stream,
                        names.next(stream)
                                .image(
                                        NamesFixture.APP,
                                        "1",
                                        (stream + i).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            }
            names.publish(stream, NamesFixture.APP, "2");
        }
    }

    @Test
    void isTheSameInPagesOfAnySize() throws Exception {
        publishAll();
        for (int i = 0; i < 4; i++) {
            names.push("team/app", "1", "image " + i);
        }
        for (String repository : List.of(NamesFixture.APP, "team/app")) {
            List<TagEvent> all = events(repository);
            assertThat(all).hasSize(repository.equals(NamesFixture.APP) ? 8 : 4);
            for (int size : new int[] {1, 2, 3, 7}) {
                assertThat(inPages(repository, size)).isEqualTo(all);
            }
        }
    }

    @Test
    void eachStreamHasItsOwnLine() throws Exception {
        publishAll();
        for (String stream : List.of("a", "b")) {
            List<TagEvent> own = events(NamesFixture.APP).stream()
                    .filter(event ->
                            event.stream() != null && event.stream().value().equals(stream))
                    .toList();
            assertThat(own).extracting(TagEvent::number).containsExactly(4L, 3L, 2L, 1L);
            for (int i = 0; i < 3; i++) {
                assertThat(own.get(i).before()).isEqualTo(own.get(i + 1).after());
            }
            assertThat(own).extracting(TagEvent::shown).containsExactly(true, false, false, false);
        }
    }

    @Test
    void isTheSameWhenTheDatabaseIsBuiltAgain() throws Exception {
        publishAll();
        List<TagEvent> before = events(NamesFixture.APP);
        names.store().rebuild();
        assertThat(events(NamesFixture.APP)).isEqualTo(before);
    }

    @Test
    void knowsNothingOfATagThatWasNeverThere() throws Exception {
        names.publish("a", NamesFixture.APP, "2");
        assertThat(events(NamesFixture.APP)).isEmpty();
        assertThat(events("nobody/here")).isEmpty();
    }
}
