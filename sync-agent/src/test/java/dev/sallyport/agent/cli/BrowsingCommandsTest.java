package dev.sallyport.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.agent.registry.CredentialFiles;
import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RegistryOptions;
import dev.sallyport.agent.registry.RepositoryAddress;
import dev.sallyport.agent.registry.Sleeper;
import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.agent.source.RegistrySource;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.StrictJson;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class BrowsingCommandsTest {
    private final TestRegistry registry = TestRegistry.start();
    private final List<String> tags = new ArrayList<>();
    private final List<RegistryBrowser.SearchResult> found = new ArrayList<>();
    private String plainHttpHost;
    private String searched;
    private String out = "";
    private String err = "";

    /** Lists are given; content comes from a real registry. */
    private final class Browser implements RegistryBrowser {
        @Override
        public List<String> tags(RepositoryAddress repository) {
            return List.copyOf(tags);
        }

        @Override
        public ContentSource source(RepositoryAddress repository) {
            return new RegistrySource(
                    new RegistryClient(
                            RegistryOptions.DEFAULT, new CredentialFiles(List.of()), Clock.systemUTC(), Sleeper.SYSTEM),
                    repository);
        }

        @Override
        public List<SearchResult> search(String host, String term) {
            searched = host + " " + term;
            return List.copyOf(found);
        }
    }

    @BeforeEach
    void fill() {
        TestImages images = new TestImages();
        Descriptor arm = images.image("linux/arm64").randomLayer(1, 100).add();
        Descriptor amd = images.image("linux/amd64").randomLayer(2, 100).add();
        registry.put("app", "1.9", amd, images);
        registry.put("app", "1.10", images.index(amd, arm), images);
        registry.put(
                "app",
                "note",
                images.artifact("application/x.note")
                        .annotation("org.opencontainers.image.created", "2026-11-21T08:00:00Z")
                        .add(),
                images);
        tags.addAll(List.of("note", "1.10", "1.9", "sha256-" + "a".repeat(64) + ".sig"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private int run(String... arguments) {
        StringWriter newOut = new StringWriter();
        StringWriter newErr = new StringWriter();
        RegistryBrowserOpener opener = host -> {
            plainHttpHost = host;
            return new Browser();
        };
        int code = new CommandLine(new Root())
                .addSubcommand(new TagsCommand(opener))
                .addSubcommand(new SearchCommand(opener))
                .setExecutionExceptionHandler(new FailureHandler())
                .setOut(new PrintWriter(newOut, true))
                .setErr(new PrintWriter(newErr, true))
                .execute(arguments);
        out = newOut.toString();
        err = newErr.toString();
        return code;
    }

    @CommandLine.Command(name = "sync-agent")
    private static final class Root {}

    private String app() {
        return registry.host() + "/app";
    }

    private JsonReader json() throws Exception {
        return StrictJson.parseObject("output", out.getBytes(StandardCharsets.UTF_8), 1 << 20);
    }

    @Test
    void showsTheNewestVersionFirstAndWhatItStandsFor() {
        assertThat(run("tags", app())).isZero();

        assertThat(out.lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly("TAG", "1.10", "1.9", "note");
        assertThat(out.lines().skip(1).findFirst().orElseThrow())
                .contains("sha256:")
                .endsWith("linux/amd64 linux/arm64");
        assertThat(out).contains("2026-11-21");
        assertThat(err).contains("3 of 3 tags; 1 more hold signatures and the like");
        assertThat(plainHttpHost).isNull();
    }

    @Test
    void asksOnlyForWhatItShows() throws Exception {
        assertThat(run("tags", app(), "--limit", "1", "--json", "--plain-http")).isZero();

        assertThat(json().size("total")).isEqualTo(3);
        assertThat(json().objects("tags")).singleElement().satisfies(tag -> {
            assertThat(tag.text("tag")).isEqualTo("1.10");
            assertThat(tag.texts("platforms")).containsExactly("linux/amd64", "linux/arm64");
        });
        assertThat(registry.requests("GET", "/v2/app/manifests/1.9")).isEmpty();
        assertThat(plainHttpHost).isEqualTo(registry.host());
    }

    @Test
    void namesAloneCostNothing() {
        assertThat(run("tags", app(), "--names", "--limit", "0")).isZero();

        assertThat(out.lines()).containsExactly("1.10", "1.9", "note");
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void aTagThatIsGoneKeepsNoOtherFromBeingShown() throws Exception {
        tags.add("2.0");
        tags.add("3\u001b[2J");

        assertThat(run("tags", app())).isEqualTo(4);

        assertThat(out).contains("1.10", "2.0").doesNotContain("\u001b");
        assertThat(err).contains("2.0").doesNotContain("\u001b");
        assertThat(run("tags", app(), "--json")).isEqualTo(4);
        assertThat(json().objects("tags").get(0).object("failure").text("code")).isEqualTo("content-not-found");
    }

    @Test
    void findsRepositories() throws Exception {
        found.add(new RegistryBrowser.SearchResult(
                "docker.io/library/postgres", "A \u001b[31mdatabase " + "x".repeat(99), 9, true));
        found.add(new RegistryBrowser.SearchResult("docker.io/acme/postgres", "", 0, false));

        assertThat(run("search", " postgres ")).isZero();
        assertThat(searched).isEqualTo("docker.io postgres");
        assertThat(out).contains("docker.io/library/postgres", "yes", "…").doesNotContain("\u001b");
        assertThat(err).contains("2 of 2");

        assertThat(run("search", "postgres", "--registry", "Registry.Example:5000", "--limit", "1", "--json"))
                .isZero();
        assertThat(searched).isEqualTo("registry.example:5000 postgres");
        assertThat(json().size("total")).isEqualTo(2);
        assertThat(json().objects("repositories")).hasSize(1);
    }

    @Test
    void sayingThatNothingIsThereIsNoFailure() {
        assertThat(run("search", "nowhere")).isZero();
        assertThat(out).isEmpty();
        assertThat(err).contains("Nothing at docker.io has 'nowhere' in its name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tags|a b",
                "tags|app|--limit=-1",
                "search|x|--registry=a b",
                "search| ",
                "search|x|--registry=joe:s3cret@h.example"
            })
    void whatCannotBeMeantIsExitCode2(String line) {
        assertThat(run(line.split("\\|", -1))).isEqualTo(2);
        assertThat(err).isNotEmpty().doesNotContain("\tat ", "s3cret");
    }
}
