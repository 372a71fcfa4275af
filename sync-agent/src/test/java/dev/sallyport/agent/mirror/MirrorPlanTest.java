package dev.sallyport.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.oci.MalformedValueException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MirrorPlanTest {
    private static final Map<String, List<String>> TAGS = Map.of(
            "docker.io/library/postgres", List.of("15.8", "16.3", "17.2", "17.2-alpine"),
            "quay.io/acme/tool", List.of("1.9", "1.10"),
            "h.example/empty", List.of("latest"));

    private final ParallelTasks tasks = new ParallelTasks(4, "test");
    private final Queue<String> listed = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        tasks.close();
    }

    private MirrorPlan expand(String images) throws Exception {
        String text = "stream: a\nplatforms: [linux/amd64]\nimages:\n" + images;
        MirrorFile file = MirrorFile.parse(Path.of("mirror.yaml"), text.getBytes(StandardCharsets.UTF_8));
        return MirrorPlan.expand(
                file,
                repository -> {
                    String name = repository.host() + '/' + repository.repository();
                    listed.add(name);
                    if (!TAGS.containsKey(name)) {
                        throw new MalformedValueException("repository", name, "one that is there");
                    }
                    return TAGS.get(name);
                },
                tasks);
    }

    private static List<String> names(MirrorPlan plan) {
        return plan.images().stream().map(image -> image.reference().toString()).toList();
    }

    @Test
    void expandsEveryItemInTheOrderOfTheFile() throws Exception {
        MirrorPlan plan = expand("""
                  - ref: nginx:1.27
                    platforms: [linux/arm64]
                  - repository: quay.io/acme/tool
                    newest: 2
                  - repository: ghcr.io/acme/app
                    tags: [v2, v1]
                    optional: true
                """);

        assertThat(names(plan))
                .containsExactly(
                        "docker.io/library/nginx:1.27",
                        "quay.io/acme/tool:1.9",
                        "quay.io/acme/tool:1.10",
                        "ghcr.io/acme/app:v2",
                        "ghcr.io/acme/app:v1");
        assertThat(plan.images())
                .extracting(WantedImage::why)
                .containsExactly("named in the mirror file", "newest 2", "newest 2", "tag listed", "tag listed");
        assertThat(plan.images())
                .extracting(image -> image.treatment().platforms().toString())
                .containsExactly("[linux/arm64]", "[linux/amd64]", "[linux/amd64]", "[linux/amd64]", "[linux/amd64]");
        assertThat(plan.images().get(4).treatment().optional()).isTrue();
        assertThat(plan.images().get(0).place()).hasToString("mirror.yaml:4:5");
        assertThat(plan.unexpanded()).isEmpty();
    }

    @Test
    void listsARepositoryOnceAndOneWhoseTagsAreNamedNever() throws Exception {
        expand("""
                  - {repository: postgres, range: 15}
                  - {repository: postgres, range: 17, suffix: -alpine}
                  - {repository: ghcr.io/acme/app, tags: [v2]}
                """);

        assertThat(listed).containsExactly("docker.io/library/postgres");
    }

    @Test
    void anItemThatFailsDoesNotTakeTheOthersWithIt() throws Exception {
        MirrorPlan plan = expand("""
                  - {repository: h.example/gone, newest: 1}
                  - {repository: h.example/empty, newest: 1, optional: true}
                  - {repository: postgres, range: 15}
                """);

        assertThat(names(plan)).containsExactly("docker.io/library/postgres:15.8");
        assertThat(plan.unexpanded())
                .extracting(
                        UnexpandedItem::name,
                        UnexpandedItem::optional,
                        item -> item.cause().code())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("h.example/gone", false, "malformed-repository"),
                        org.assertj.core.groups.Tuple.tuple("h.example/empty", true, "no-tag-selected"));
        assertThat(plan.unexpanded().get(0).place().line()).isEqualTo(4);
    }

    @Test
    void anImageThatIsSelectedTwiceIsWantedOnceAsItsOwnItemSays() throws Exception {
        MirrorPlan plan = expand("""
                  - {repository: postgres, newest: 2, verify: vendor.pub}
                  - {ref: 'postgres:17.2', platforms: [linux/s390x], optional: true}
                  - {repository: postgres, range: 17}
                """);

        assertThat(names(plan)).containsExactly("docker.io/library/postgres:16.3", "docker.io/library/postgres:17.2");
        assertThat(plan.images().get(1).treatment().platforms()).hasToString("[linux/s390x]");
        assertThat(plan.images().get(1).treatment().optional()).isTrue();
        assertThat(plan.images().get(1).treatment().verify()).isEqualTo(Path.of("vendor.pub"));
        assertThat(plan.images().get(1).why()).contains("newest 2", "named in the mirror file", "range 17");
        assertThat(plan.unexpanded()).isEmpty();
    }

    @Test
    void itemsThatContradictEachOtherAreNamed() throws Exception {
        MirrorPlan plan = expand("""
                  - {repository: postgres, newest: 1, platforms: [linux/arm64]}
                  - {repository: postgres, range: 17}
                """);

        assertThat(plan.unexpanded()).singleElement().satisfies(item -> {
            assertThat(item.cause()).isInstanceOf(ContradictoryItemsException.class);
            assertThat(item.cause())
                    .hasMessage("docker.io/library/postgres:17.2 is selected at mirror.yaml:4:5 and at mirror.yaml:5:5"
                            + " with other platforms");
            assertThat(item.optional()).isFalse();
        });
        assertThat(expand("""
                                  - {repository: postgres, newest: 1, verify: a.pub}
                                  - {ref: 'postgres:17.2', verify: b.pub}
                                """).unexpanded()).hasSize(1);
    }

    @Test
    void anInterruptionEndsIt() throws Exception {
        MirrorFile file = MirrorFile.parse(
                Path.of("mirror.yaml"),
                "{stream: a, images: [{repository: x, newest: 1}]}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> MirrorPlan.expand(
                        file,
                        repository -> {
                            throw new InterruptedIOException("now");
                        },
                        tasks))
                .isInstanceOf(InterruptedIOException.class);
    }
}
