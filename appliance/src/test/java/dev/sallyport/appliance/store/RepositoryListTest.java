package dev.sallyport.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.resolution.NamesFixture;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.testkit.VolumeBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
final class RepositoryListTest {
    private static final int MANY = 1100;

    private NamesFixture names;

    @BeforeAll
    void publish(@TempDir Path data) throws Exception {
        names = new NamesFixture(data);
        VolumeBuilder builder = names.next("a");
        for (int i = 0; i < MANY; i++) {
            builder.image("quay.io/team-%04d/app".formatted(i), "1", layer(i));
        }
        names.publish(
                "a",
                builder.image("quay.io/other/app-store", "1", layer(MANY))
                        .image("quay.io/app/other", "1", layer(MANY + 1)));
    }

    private static byte[] layer(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    @AfterAll
    void close() throws Exception {
        names.close();
    }

    private static List<String> search(
            NamesFixture names, String text, RepositoryList.Filter readable, int skip, int limit) throws Exception {
        return names.store().repositoryList().search(text, readable, skip, limit).stream()
                .map(RepositoryName::value)
                .toList();
    }

    private List<String> search(String text, int skip, int limit) throws Exception {
        return search(names, text, name -> true, skip, limit);
    }

    @Test
    void findsTheBestFirstAndPageAfterPage() throws Exception {
        assertThat(search("app", 0, 2)).containsExactly("quay.io/team-0000/app", "quay.io/team-0001/app");
        assertThat(search("app", 2, 1)).containsExactly("quay.io/team-0002/app");
        assertThat(search("app-", 0, 25)).containsExactly("quay.io/other/app-store");
        assertThat(search("other", 0, 25)).containsExactly("quay.io/app/other", "quay.io/other/app-store");
        assertThat(search("team-10", 90, 25)).hasSize(10);
    }

    @Test
    void looksPastWhatTheAskerMayNotReadHoweverMuchThatIs() throws Exception {
        assertThat(search(names, "app", name -> name.value().equals("quay.io/team-1099/app"), 0, 25))
                .containsExactly("quay.io/team-1099/app");
    }

    @Test
    void stopsLookingAfterAThousand() throws Exception {
        assertThat(search("team", 990, 25)).hasSize(10);
        assertThat(search("team", 2000, 25)).isEmpty();
        assertThat(search("team-1099", 0, 25)).hasSize(1);
    }

    @Test
    void leavesOutWhatShowsNothingAnyMore(@TempDir Path data) throws Exception {
        try (NamesFixture few = new NamesFixture(data)) {
            few.publish("a", "quay.io/one/app", "1");
            few.publish("a", "quay.io/two/app", "1");
            assertThat(search(few, "app", name -> true, 0, 25)).containsExactly("quay.io/two/app");
        }
    }
}
