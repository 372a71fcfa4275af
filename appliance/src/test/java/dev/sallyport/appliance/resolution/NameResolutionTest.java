package dev.sallyport.appliance.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.RepositoryName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NameResolutionTest {
    private final NameResolution names = new NameResolution("docker.io", Set.of("appliance.example:5000"));

    @ParameterizedTest
    @CsvSource({
        "docker.io/library/nginx, docker.io/library/nginx",
        "registry.example_5000/app, registry.example_5000/app",
        "registry_5000/app, registry_5000/app",
        "localhost/app, localhost/app",
        "library/nginx, docker.io/library/nginx",
        "nginx, docker.io/library/nginx",
        "team/app, docker.io/team/app",
        "docker.io, docker.io/library/docker.io",
        "localhost, docker.io/library/localhost",
    })
    void nameWithoutNamespace(String name, String expected) throws Exception {
        assertThat(names.resolve(null, name)).hasToString(expected);
        assertThat(names.resolve("appliance.example:5000", name)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "appliance.example:5000/docker.io/library/nginx, docker.io/library/nginx",
        "appliance.example:5000/nginx, docker.io/library/nginx",
        "appliance.example/docker.io/library/nginx, docker.io/library/nginx",
        "Appliance.Example/team/app, docker.io/team/app",
        "appliance.example:5001/team/app, appliance.example_5001/team/app",
        "other.example/team/app, other.example/team/app",
        "appliance/team/app, docker.io/appliance/team/app",
    })
    void inWhatPeopleWriteTheAppliancesOwnNameIsLeftOutWithOrWithoutItsPort(String written, String expected)
            throws Exception {
        assertThat(names.resolveWritten(written).repository()).hasToString(expected);
    }

    @Test
    void aRegistryWhoseNameIsTheAppliancesTooIsStillThatRegistry() throws Exception {
        NameResolution both = new NameResolution(
                "docker.io",
                Set.of("quay.io:5000", "mcr.microsoft.com:5000"),
                Set.of("mcr.microsoft.com"),
                new Known().published("quay.io/acme/tool"));
        assertThat(both.resolveWritten("quay.io/acme/tool").repository()).hasToString("quay.io/acme/tool");
        assertThat(both.resolveWritten("mcr.microsoft.com/windows/nanoserver").repository())
                .hasToString("mcr.microsoft.com/windows/nanoserver");
        assertThat(both.resolve("quay.io", "acme/tool")).hasToString("quay.io/acme/tool");
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io, library/nginx, docker.io/library/nginx",
        "docker.io, docker.io/library/nginx, docker.io/library/nginx",
        "docker.io, nginx, docker.io/nginx",
        "docker.io, quay.io/app, docker.io/quay.io/app",
        "Docker.IO, library/nginx, docker.io/library/nginx",
        "index.docker.io, library/nginx, docker.io/library/nginx",
        "registry-1.docker.io, library/nginx, docker.io/library/nginx",
        "registry.example:5000, app, registry.example_5000/app",
        "registry.example:5000, registry.example_5000/app, registry.example_5000/app",
        "registry.example, registry.example_5000/app, registry.example/registry.example_5000/app",
        "localhost:5000, app, localhost_5000/app",
    })
    void namespaceSaysTheHost(String ns, String name, String expected) throws Exception {
        assertThat(names.resolve(ns, name)).hasToString(expected);
    }

    @Test
    void onlyDockerHubKeepsSingleNamesInLibrary() throws Exception {
        NameResolution quay = new NameResolution("quay.example:8443", Set.of());
        assertThat(quay.resolve(null, "app")).hasToString("quay.example_8443/app");
        assertThat(quay.resolve(null, "team/app")).hasToString("quay.example_8443/team/app");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/b",
                "..",
                "docker.io/..",
                "docker.io%2f..",
                "host:port",
                "host:1:2",
                "-a",
                "a b",
                "a\n",
                "[::1]"
            })
    void rejectsNamespaceThatIsNoHost(String ns) {
        assertThatThrownBy(() -> names.resolve(ns, "library/nginx")).isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"team", "TEAM", "team:443"})
    void aNamespaceThatIsNoRegistryNamesNoLocalRepository(String ns) {
        NameResolution over = over(new Known().local("team/app"));
        assertThatThrownBy(() -> over.resolve(ns, "app"))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining(NameResolution.UPSTREAM);
        assertThatThrownBy(() -> over.resolveForPush(null, ns, "app")).isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a//b", "a/../b", "..", "A", "a b", "a%2fb", "a\u0000", "ä"})
    void rejectsNameThatBreaksTheGrammar(String name) {
        assertThatThrownBy(() -> names.resolve(null, name)).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> names.resolve("docker.io", name)).isInstanceOf(MalformedValueException.class);
    }

    @Test
    void rejectsNameThatIsTooLongWithItsHost() {
        String longest = "a".repeat(255);
        assertThatThrownBy(() -> names.resolve(null, longest)).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> names.resolve("docker.io", longest)).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> names.resolve(longest + longest, "app")).isInstanceOf(MalformedValueException.class);
    }

    private static NameResolution over(KnownNames known, String... upstreamNames) {
        return new NameResolution("docker.io", Set.of(), Set.of(upstreamNames), known);
    }

    @ParameterizedTest
    @CsvSource({
        "library/nginx, gcr.io, gcr.io/library/nginx",
        "google.com/x, gcr.io, gcr.io/google.com/x",
        "gcr.io/x, gcr.io, gcr.io/x",
        "library/nginx, docker.io:443, docker.io/library/nginx",
        "library/nginx, INDEX.docker.io:443, docker.io/library/nginx",
        "app, plain.example:443, plain.example/app",
        "app, ported.example:443, ported.example_443/app",
        "ported.example_443/app, ported.example:443, ported.example_443/app",
    })
    void thePortThatGoesWithoutSayingMayBeSaid(String name, String ns, String expected) throws Exception {
        Known known = new Known().published("ported.example_443/app");
        assertThat(over(known).resolve(ns, name)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "team/app, team/app, LOCAL",
        "other/app, docker.io/other/app, DEFAULT_REGISTRY",
        "windowsservercore, mcr.example/servercore, ALIAS",
        "library/windowsservercore, mcr.example/servercore, ALIAS",
        "library/team/windowsservercore, docker.io/library/team/windowsservercore, DEFAULT_REGISTRY",
        "docker.io/library/full, mcr.example/full, ALIAS",
        "full, mcr.example/full, ALIAS",
        "docker.io/library/there, docker.io/library/there, AS_IS",
        "nginx, docker.io/library/nginx, DEFAULT_REGISTRY",
        "mine, mcr.example/mine, ALIAS",
        "first, second, ALIAS",
    })
    void localNamesAndAliasesAreTriedInOrder(String name, String expected, NameRule rule) throws Exception {
        Known known = new Known()
                .local("team/app")
                .published("docker.io/library/there", "docker.io/library/nginx", "docker.io/library/mine")
                .alias("windowsservercore", "mcr.example/servercore", false)
                .alias("docker.io/library/full", "mcr.example/full", false)
                .alias("docker.io/library/there", "mcr.example/there", false)
                .alias("nginx", "evil.example/nginx", true)
                .alias("mine", "mcr.example/mine", false)
                .alias("first", "second", false)
                .alias("second", "third.example/x", false);
        assertThat(over(known).resolve(null, null, name))
                .isEqualTo(new ResolvedName(new RepositoryName(expected), rule));
    }

    @Test
    void withANamespaceNothingElseIsTried() throws Exception {
        Known known = new Known()
                .local("team/app")
                .local("library/nginx")
                .alias("windowsservercore", "mcr.example/servercore", false);
        assertThat(over(known).resolve("docker.io", "team/app")).hasToString("docker.io/team/app");
        assertThat(over(known).resolve("docker.io", "library/windowsservercore"))
                .hasToString("docker.io/library/windowsservercore");
    }

    @Test
    void aHostThatIsAnUpstreamNameActsAsNamespace() throws Exception {
        NameResolution names = over(new Known().local("pause"), "registry.k8s.io", "registry-1.docker.io");
        assertThat(names.resolve("registry.k8s.io", null, "pause").repository()).hasToString("registry.k8s.io/pause");
        assertThat(names.resolve("Registry.K8s.io:443", null, "pause").repository())
                .hasToString("registry.k8s.io/pause");
        assertThat(names.resolve("registry-1.docker.io", null, "library/nginx").repository())
                .hasToString("docker.io/library/nginx");
        assertThat(names.resolve("registry.k8s.io", "quay.io", "pause").repository())
                .hasToString("quay.io/pause");
        assertThat(names.resolve("registry.k8s.io", "registry.k8s.io", "pause").repository())
                .hasToString("registry.k8s.io/pause");
        assertThat(names.resolve("other.example", null, "pause").repository()).hasToString("pause");
    }

    @Test
    void aNamespaceThatIsTheHostAskedNamesTheApplianceItself() throws Exception {
        NameResolution names = over(new Known().local("team/app"));
        assertThat(names.resolve("Appliance.lan:5000", "appliance.lan:5000", "team/app")
                        .repository())
                .hasToString("team/app");
        assertThat(names.resolve("appliance.lan:5000", "appliance.lan:5000", "quay.io/app")
                        .repository())
                .hasToString("quay.io/app");
        assertThat(names.resolve("appliance.lan:5001", "appliance.lan:5000", "team/app")
                        .repository())
                .hasToString("appliance.lan_5000/team/app");
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io/library/nginx, , belongs to stream 'factory-7'",
        "library/nginx, docker.io, belongs to stream 'factory-7'",
        "quay.io/new, , are for imports",
        "quay.io_8443/new, , are for imports",
        "localhost/new, , are for imports",
        "new, quay.io, are for imports",
        "new, localhost, are for imports",
        "library/new, , write library/",
        "windowsservercore, , an alias for mcr.example/servercore",
        "nginx, , which it would hide",
    })
    void refusesToMakeARepositoryThatIsOrHidesAnother(String name, String ns, String why) {
        Known known = new Known()
                .published("docker.io/library/nginx")
                .alias("windowsservercore", "mcr.example/servercore", false);
        assertThatThrownBy(() -> over(known).resolveForPush(null, ns, name))
                .isInstanceOf(UncreatableNameException.class)
                .hasMessageContaining(why);
    }

    @Test
    void pushesGoToTheNameAsItIs() throws Exception {
        Known known = new Known().published("docker.io/team/mine").local("team/mine");
        assertThat(over(known).resolveForPush(null, null, "team/app")).hasToString("team/app");
        assertThat(over(known).resolveForPush(null, null, "app")).hasToString("app");
        assertThat(over(known).resolveForPush("here:5000", "here:5000", "app")).hasToString("app");
        // An import came after it; that takes nothing away.
        assertThat(over(known).resolveForPush(null, null, "team/mine")).hasToString("team/mine");
    }

    /** What a test says is here. */
    private static final class Known implements KnownNames {
        private final Set<String> local = new HashSet<>();
        private final Set<String> published = new HashSet<>();
        private final Map<String, Alias> aliases = new HashMap<>();

        Known local(String name) {
            local.add(name);
            return this;
        }

        Known published(String... names) {
            published.addAll(Set.of(names));
            return this;
        }

        Known alias(String name, String target, boolean byStream) {
            aliases.put(name, new Alias(new RepositoryName(target), byStream));
            return this;
        }

        @Override
        public boolean isLocal(RepositoryName name) {
            return local.contains(name.value());
        }

        @Override
        public Optional<StreamName> publishedBy(RepositoryName name) {
            return published.contains(name.value()) ? Optional.of(new StreamName("factory-7")) : Optional.empty();
        }

        @Override
        public Optional<Alias> alias(RepositoryName name) {
            return Optional.ofNullable(aliases.get(name.value()));
        }
    }
}
