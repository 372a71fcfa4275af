package dev.sallyport.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.resolution.NamesFixture;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.VolumeBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NameRegisterTest {
    private static final String SERVERCORE = "mcr.example/windows/servercore";
    private static final RepositoryName NO_NAME = null;

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

    private void alias(String alias, String target) throws Exception {
        ImageName name = ImageName.parse(alias);
        RepositoryName meant =
                name.repository().startsWithHost() ? NO_NAME : names.names().underDefaultRegistry(name.repository());
        names.store().names().setAlias(name, ImageName.parse(target), meant, "test");
    }

    private String resolve(String name) throws Exception {
        return names.names().resolve(null, name).value();
    }

    @Test
    void anAliasCountsAtOnceUntilItIsRemoved() throws Exception {
        assertThat(resolve("windowsservercore")).isEqualTo("docker.io/library/windowsservercore");
        alias("windowsservercore", SERVERCORE);
        assertThat(resolve("windowsservercore")).isEqualTo(SERVERCORE);
        alias("windowsservercore", "mcr.example/other");
        assertThat(resolve("windowsservercore")).isEqualTo("mcr.example/other");
        names.store().names().removeAlias(ImageName.parse("windowsservercore"), "test");
        assertThat(resolve("windowsservercore")).isEqualTo("docker.io/library/windowsservercore");
        assertThatThrownBy(() -> names.store().names().removeAlias(ImageName.parse("windowsservercore"), "test"))
                .isInstanceOf(UnknownAliasException.class);
    }

    @Test
    void makingTheSameAliasAgainIsNoChange() throws Exception {
        alias("windowsservercore", SERVERCORE);
        long records = names.store().journalRecords();
        alias("windowsservercore", SERVERCORE);
        assertThat(names.store().journalRecords()).isEqualTo(records);
    }

    @ParameterizedTest
    @CsvSource({
        "first, first, same name",
        "x, first, itself an alias",
        "target.example/x, quay.io/y, the alias first leads to it",
        "team/local, quay.io/y, the repository team/local is there",
        "app, quay.io/y, the repository docker.io/library/app is there",
        "docker.io/library/app, quay.io/y, the repository docker.io/library/app is there",
        "x, nowhere, neither a repository",
        "docker.io/library/app:1.0, docker.io/library/app:2.0, the tag docker.io/library/app:1.0 is there",
        "docker.io/library/app:x, quay.io/app:1, in the same repository",
        "docker.io/library/app:x, docker.io/library/app, in the same repository",
        "x, docker.io/library/app:1.0, in the same repository",
        "docker.io/library/app:y, docker.io/library/app:tagged, itself an alias",
        "docker.io/library/app:2.0, docker.io/library/app:2.1, leads to it",
    })
    void refusesAliasesThatLoopChainHideOrLeadNowhere(String alias, String target, String why) throws Exception {
        names.publish("a", NamesFixture.APP, "1.0");
        names.push("team/local", "1", "local");
        alias("first", "target.example/x");
        alias("docker.io/library/app:tagged", "docker.io/library/app:2.0");
        long records = names.store().journalRecords();

        assertThatThrownBy(() -> alias(alias, target))
                .isInstanceOf(AliasRefusedException.class)
                .hasMessageContaining(why);
        assertThat(names.store().journalRecords()).isEqualTo(records);
    }

    @Test
    void aBundleMakesTheAliasesThatItsKeyMayMakeAndTakesThemBack() throws Exception {
        VolumeBuilder builder = names.next("a");
        names.trust("a", "windows*");
        names.publish(
                "a",
                builder.image(SERVERCORE, "ltsc2022", new byte[] {1})
                        .alias("windowsservercore", SERVERCORE)
                        .alias("nginx", "evil.example/nginx")
                        .alias("windowsloop", "windowsservercore"));
        assertThat(resolve("windowsservercore")).isEqualTo(SERVERCORE);
        assertThat(resolve("nginx")).isEqualTo("docker.io/library/nginx");
        assertThat(resolve("windowsloop")).isEqualTo("docker.io/library/windowsloop");
        assertThatThrownBy(() -> names.store().names().removeAlias(ImageName.parse("windowsservercore"), "test"))
                .isInstanceOf(UnknownAliasException.class)
                .hasMessageContaining("came with stream 'a'");

        names.publish("a", SERVERCORE, "ltsc2022");
        assertThat(resolve("windowsservercore")).isEqualTo("docker.io/library/windowsservercore");
        names.store().releases().rollback(new StreamName("a"), 1, "test");
        assertThat(resolve("windowsservercore")).isEqualTo(SERVERCORE);
    }

    @Test
    void anAdministratorsAliasGoesBeforeAStreamsAndAStreamsHidesNothing() throws Exception {
        names.publish("b", "docker.io/library/windowsthere", "1");
        VolumeBuilder builder = names.next("a");
        names.trust("a", "windows*");
        names.publish(
                "a",
                builder.image(SERVERCORE, "1", new byte[] {1})
                        .alias("windowsservercore", SERVERCORE)
                        .alias("windowsthere", SERVERCORE));
        alias("windowsservercore", "quay.io/mine");
        assertThat(resolve("windowsservercore")).isEqualTo("quay.io/mine");
        assertThat(resolve("windowsthere")).isEqualTo("docker.io/library/windowsthere");
    }

    @Test
    void ordersOnlyStreamsThatAreKnown() throws Exception {
        names.publish("a", NamesFixture.APP, "1");
        assertThatThrownBy(() -> names.store().names().order(List.of(new StreamName("b")), "test"))
                .isInstanceOf(UnknownStreamException.class);
    }

    @Test
    void tellsWhichNamesHideOthers() throws Exception {
        NameShadows shadows = names.store().shadows("docker.io");
        names.push("app", "1", "local");
        names.push("team/app", "1", "local");
        alias("hidden", "quay.io/x");
        names.publish("a", NamesFixture.APP, "1.0", "only");
        assertThat(shadows.sentences())
                .containsExactly("These local repositories hide published ones of the default registry: app");

        names.publish(
                "b",
                names.next("b")
                        .image(NamesFixture.APP, "1.0", new byte[] {2})
                        .image("docker.io/library/hidden", "1", new byte[] {3})
                        .image("docker.io/team/app", "1", new byte[] {4}));
        assertThat(shadows.sentences())
                .hasSize(3)
                .anySatisfy(sentence -> assertThat(sentence).endsWith("answers: docker.io/library/app:1.0"))
                .anySatisfy(sentence -> assertThat(sentence).endsWith("registry: app, team/app"))
                .anySatisfy(sentence -> assertThat(sentence).endsWith("repositories: hidden"));
    }

    @Test
    void aRebuiltDatabaseSaysTheSameOfNames() throws Exception {
        names.trust("a", "windows*");
        names.publish("a", NamesFixture.APP, "1.0", "1.2", "v2");
        names.publish("a", NamesFixture.APP, "1.2", "1.3", "v2");
        names.publish("b", NamesFixture.APP, "1.9");
        names.push("team/app", "1", "one");
        names.push("team/app", "1", "two");
        names.store().local().deleteTag(new RepositoryName("team/app"), new Tag("1"), "test");
        alias("windowsservercore", SERVERCORE);
        alias("other", SERVERCORE);
        names.store().names().removeAlias(ImageName.parse("other"), "test");
        names.store().names().order(List.of(new StreamName("b")), "test");
        names.store().releases().rollback(new StreamName("a"), 1, "test");

        Map<String, List<String>> rows = DatabaseRows.of(names.store());
        assertThat(rows.get("derived_tag")).isNotEmpty();
        assertThat(rows.get("tag_history")).hasSize(3);
        names.store().rebuild();
        assertThat(DatabaseRows.of(names.store())).isEqualTo(rows);

        names.close();
        Files.delete(data.resolve("database/meta.mv.db"));
        names = new NamesFixture(data);
        assertThat(DatabaseRows.of(names.store())).isEqualTo(rows);
    }
}
