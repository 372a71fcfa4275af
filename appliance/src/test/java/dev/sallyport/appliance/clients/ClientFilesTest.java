package dev.sallyport.appliance.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.api.ClientFilesRequest;
import dev.sallyport.oci.StrictJson;
import dev.sallyport.yaml.RepeatedKeys;
import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlLimits;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ClientFilesTest {
    private static final String CA = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    private static final ClientFacts FACTS = new ClientFacts(
            "appliance.example:5000", true, CA, "docker.io", List.of("registry.k8s.io", "registry.example:5443"));

    private static Map<String, String> files(ClientKind kind, ClientFacts facts) {
        return ClientFiles.of(kind, facts).stream().collect(Collectors.toMap(ClientFile::path, ClientFile::content));
    }

    @Test
    void everyClientOfTheApiIsKnown() {
        assertThat(Arrays.stream(ClientKind.values()).map(ClientKind::text))
                .containsExactlyElementsOf(ClientFilesRequest.CLIENTS);
    }

    @ParameterizedTest
    @EnumSource(ClientKind.class)
    void eachHasAReadmeThatNamesTheApplianceAndWhatItTrusts(ClientKind kind) {
        Map<String, String> files = files(kind, FACTS);
        assertThat(files.get("README.md")).contains("appliance.example:5000", "## Trust");
        assertThat(String.join("", files.values())).contains("-----BEGIN CERTIFICATE-----");
    }

    @Test
    void containerdAsksTheApplianceAloneForEachRegistry() {
        Map<String, String> files = files(ClientKind.CONTAINERD, FACTS);
        assertThat(files)
                .containsOnlyKeys(
                        "README.md",
                        "etc/containerd/certs.d/docker.io/hosts.toml",
                        "etc/containerd/certs.d/docker.io/ca.crt",
                        "etc/containerd/certs.d/registry.k8s.io/hosts.toml",
                        "etc/containerd/certs.d/registry.k8s.io/ca.crt",
                        "etc/containerd/certs.d/registry.example_5443_/hosts.toml",
                        "etc/containerd/certs.d/registry.example_5443_/ca.crt",
                        "etc/containerd/certs.d/appliance.example_5000_/hosts.toml",
                        "etc/containerd/certs.d/appliance.example_5000_/ca.crt");
        // Without the table 1.6 and 1.7 refuse the file; without the server they ask the registry after a 404.
        assertThat(files.get("etc/containerd/certs.d/docker.io/hosts.toml")).isEqualTo("""
                # Asks the appliance for docker.io, and nobody else.
                server = "https://appliance.example:5000"
                ca = "ca.crt"

                [host."https://appliance.example:5000"]
                capabilities = ["pull", "resolve"]
                ca = "ca.crt"
                """);
    }

    @Test
    void dockerMirrorsDockerHubAndSaysWhatElseItCannot() throws Exception {
        Map<String, String> files = files(ClientKind.DOCKER, FACTS);
        assertThat(StrictJson.parseObject(
                                "daemon.json",
                                files.get("etc/docker/daemon.json").getBytes(StandardCharsets.UTF_8),
                                1000)
                        .texts("registry-mirrors"))
                .containsExactly("https://appliance.example:5000");
        assertThat(files.get("etc/docker/certs.d/appliance.example:5000/ca.crt"))
                .isEqualTo(CA);
        assertThat(files.get("README.md"))
                .contains(
                        "Docker Hub only", "After a 404", "--upstream-name", "appliance.example:5000/registry.k8s.io");
    }

    @Test
    void dockerGetsNoMirrorThatWouldAnswerForAnotherRegistry() {
        ClientFacts other = new ClientFacts("appliance.example", true, null, "registry.example", List.of());
        Map<String, String> files = files(ClientKind.DOCKER, other);
        assertThat(files.get("etc/docker/daemon.json")).isEqualTo("{}\n");
        assertThat(files.get("README.md")).contains("no mirror is set");
    }

    @Test
    void podmanReplacesLocationsSoThatNothingIsAskedAfterAMirror() {
        Map<String, String> files = files(ClientKind.PODMAN, FACTS);
        assertThat(files.get("etc/containers/registries.conf.d/50-sallyport.conf"))
                .startsWith("""
                        # Asks the appliance for these registries, and nobody else.
                        unqualified-search-registries = ["docker.io"]
                        """)
                .contains("prefix = \"docker.io\"\nlocation = \"appliance.example:5000/docker.io\"\n")
                .contains(
                        "prefix = \"registry.example:5443\"\nlocation = \"appliance.example:5000/registry.example_5443\"\n")
                .doesNotContain("mirror]", "insecure");
        assertThat(files).containsEntry("etc/containers/certs.d/appliance.example:5000/ca.crt", CA);
        assertThat(files(ClientKind.CRIO, FACTS))
                .containsAllEntriesOf(files.entrySet().stream()
                        .filter(file -> !file.getKey().equals("README.md"))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Test
    void k3sHasAnEndpointForEachRegistryAndNoOther() throws Exception {
        Map<String, String> files = files(ClientKind.K3S, FACTS);
        YamlMap registries = yaml(files.get("etc/rancher/k3s/registries.yaml"));
        assertThat(((YamlMap) registries.entries().get("mirrors")).entries())
                .containsOnlyKeys("docker.io", "registry.example:5443", "registry.k8s.io");
        assertThat(files.get("etc/rancher/k3s/registries.yaml"))
                .contains("\"https://appliance.example:5000\"", "ca_file: /etc/rancher/k3s/sallyport-ca.crt");
        assertThat(files.get("etc/rancher/k3s/config.yaml.d/50-sallyport.yaml"))
                .contains("disable-default-registry-endpoint: true");
    }

    @Test
    void openShiftNeverContactsTheSourceAndTrustsTheAuthority() throws Exception {
        Map<String, String> files = files(ClientKind.OPENSHIFT, FACTS);
        for (String name : List.of("10-image-digest-mirrors.yaml", "11-image-tag-mirrors.yaml")) {
            assertThat(yaml(files.get(name)).entries()).containsKeys("apiVersion", "kind", "metadata", "spec");
            assertThat(files.get(name))
                    .contains(
                            "source: \"registry.example:5443\"",
                            "- \"appliance.example:5000/registry.example_5443\"",
                            "mirrorSourcePolicy: NeverContactSource");
        }
        YamlMap data = (YamlMap) yaml(files.get("20-trusted-ca.yaml")).entries().get("data");
        // A key of a config map has no colon.
        assertThat(data.entries()).containsOnlyKeys("appliance.example..5000");
        assertThat(data.text("appliance.example..5000").value()).isEqualTo(CA);
    }

    @Test
    void plainHttpIsSaidWhereClientsHaveToBeTold() {
        ClientFacts plain = new ClientFacts("127.0.0.1:5000", false, null, "docker.io", List.of());
        assertThat(files(ClientKind.CONTAINERD, plain).get("etc/containerd/certs.d/docker.io/hosts.toml"))
                .contains("server = \"http://127.0.0.1:5000\"")
                .doesNotContain("ca =");
        assertThat(files(ClientKind.PODMAN, plain).get("etc/containers/registries.conf.d/50-sallyport.conf"))
                .contains("insecure = true");
        assertThat(files(ClientKind.DOCKER, plain).get("etc/docker/daemon.json"))
                .contains("insecure-registries");
    }

    @Test
    void takesNoHostThatWouldNeedQuoting() {
        for (String host : List.of("a b", "a\"b.example", "a/b", "..", "a.example\n[host]", "")) {
            assertThatThrownBy(() -> new ClientFacts(host, true, null, "docker.io", List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new ClientFacts("a.example", true, null, "docker.io", List.of(host)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void noFileLiesOutsideItsFolder() {
        for (String path : List.of("../a", "/etc/a", "a/../b", "a//b", "a/", ".", "..", "a\\b", "")) {
            assertThatThrownBy(() -> new ClientFile(path, "")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static YamlMap yaml(String text) throws Exception {
        List<Yaml> documents = new YamlReader(YamlLimits.USUAL, RepeatedKeys.REFUSED)
                .read("test", text.getBytes(StandardCharsets.UTF_8));
        assertThat(documents).hasSize(1);
        return (YamlMap) documents.get(0);
    }
}
