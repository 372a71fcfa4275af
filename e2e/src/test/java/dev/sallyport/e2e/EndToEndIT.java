package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The main job on real images, with the clients people have: saved on a connected machine, carried, imported on a
 * machine that has no network, and pulled there. Digests must be the source registry's everywhere.
 */
@ExtendWith(ConnectedSide.Resolver.class)
@TestInstance(Lifecycle.PER_CLASS)
class EndToEndIT {
    private ConnectedSide source;
    private Machine enclave;
    private Appliance appliance;
    private Path volume;
    private DockerDaemon docker;
    private Containerd containerd;
    private ContainersTools tools;

    @BeforeAll
    void saveCarryAndImport(ConnectedSide connected) throws Exception {
        source = connected;
        SyncAgent agent = new SyncAgent(connected.machine(), "agent");
        connected.machine().run(agent.save(connected.images().keySet())).succeeded();
        assertThat(agent.volumes()).hasSize(1);
        agent.run("verify", agent.output(), "--trust", agent.publicKey());

        enclave = Machine.start("enclave");
        Path stick = enclave.folder("stick");
        volume = Files.copy(
                agent.volumes().get(0), stick.resolve(agent.volumes().get(0).getFileName()));
        Path key = Files.copy(agent.publicKey(), stick.resolve("publisher.pub"));

        appliance = new Appliance(enclave, "appliance");
        appliance.serve();
        appliance.trust(key);
        appliance.run("import", stick);

        docker = DockerDaemon.start(enclave, Appliance.HOST);
        containerd = Containerd.start(enclave);
        containerd.mirror(LocalRegistry.HOST, Appliance.HOST);
        tools = new ContainersTools(enclave, Appliance.HOST);
        tools.mirror(LocalRegistry.HOST, Appliance.HOST + "/" + LocalRegistry.HOST.replace(':', '_'));
    }

    @AfterEach
    void nothingTriedToReachAnOutsideAddress() throws Exception {
        assertThat(enclave.networkInterfaces()).containsExactly("lo");
        assertThat(enclave.refusedOutsideTraffic()).isZero();
    }

    @AfterAll
    void takeDown() throws Exception {
        if (enclave != null) {
            enclave.close();
        }
    }

    @Test
    void volumeHoldsTheSourcesContentAndNothingElse() throws Exception {
        Path extracted = enclave.folder("extracted");
        enclave.run("tar", "-xf", volume, "-C", extracted).succeeded();
        Set<String> carried = new TreeSet<>();
        try (Stream<Path> files = Files.list(extracted.resolve("blobs/sha256"))) {
            for (Path file : files.toList()) {
                assertThat(ImageContent.digest(file)).isEqualTo("sha256:" + file.getFileName());
                carried.add("sha256:" + file.getFileName());
            }
        }
        assertThat(carried).isEqualTo(source.digests());

        Set<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(extracted.resolve("listings/000001.jsonl"))) {
            String path = new ObjectMapper().readTree(line).path("path").asText();
            if (path.startsWith("blobs/sha256/")) {
                listed.add("sha256:" + path.substring("blobs/sha256/".length()));
            }
        }
        assertThat(listed).isEqualTo(source.digests());
    }

    @Test
    void applianceServesWhatTheSourceHolds() throws Exception {
        RegistryReader registry = new RegistryReader(enclave, Appliance.HOST);
        for (Map.Entry<String, ImageContent> image : source.images().entrySet()) {
            ImageContent served = registry.content(Appliance.repository(image.getKey()));
            assertThat(served.root()).isEqualTo(image.getValue().root());
            assertThat(served.digests()).isEqualTo(image.getValue().digests());
        }
    }

    @Test
    void importingAgainSaysAlreadyPublished() throws Exception {
        ToolRun again = appliance.run("import", volume);
        assertThat(again.out() + again.err()).contains("already published");
    }

    @Test
    void dockerPullsAndRuns() throws Exception {
        for (Map.Entry<String, ImageContent> image : source.images().entrySet()) {
            String name = Appliance.HOST + "/" + Appliance.repository(image.getKey());
            ImageContent here = image.getValue().platform("amd64");
            docker.docker("pull", name);
            assertThat(docker.digests(name)).contains(image.getValue().root()).containsAll(here.blobs());
        }
        assertThat(runsWithDocker(SampleImages.GREETER)).isEqualTo("greetings from greeter\n");
        assertThat(runsWithDocker(SampleImages.MULTI)).isEqualTo("greetings from multi-amd64\n");
    }

    private String runsWithDocker(String image) throws Exception {
        String name = Appliance.HOST + "/" + Appliance.repository(image);
        return docker.docker("run", "--rm", "--network=none", name).out();
    }

    @Test
    void containerdPullsTheUpstreamNamesThroughItsMirror() throws Exception {
        for (Map.Entry<String, ImageContent> image : source.images().entrySet()) {
            String name = LocalRegistry.HOST + "/" + image.getKey();
            containerd.pull(name);
            assertThat(containerd.target(name)).isEqualTo(image.getValue().root());
            assertThat(containerd.digests())
                    .contains(image.getValue().root())
                    .containsAll(image.getValue().platform("amd64").digests());
        }
        String greeting = containerd
                .ctr("run", "--rm", LocalRegistry.HOST + "/" + SampleImages.REPORTER, "reporter")
                .out();
        assertThat(greeting).isEqualTo("greetings from reporter\n");
    }

    @Test
    void podmanPullsTheUpstreamNamesThroughItsMirrorAndRuns() throws Exception {
        for (Map.Entry<String, ImageContent> image : source.images().entrySet()) {
            String name = LocalRegistry.HOST + "/" + image.getKey();
            tools.run("podman", "pull", name);
            assertThat(tools.digests(name))
                    .isEqualTo(image.getValue().platform("amd64").digests());
        }
        for (String image : List.of(SampleImages.REPORTER, SampleImages.GREETER, SampleImages.MULTI)) {
            String name = LocalRegistry.HOST + "/" + image;
            assertThat(tools.run("podman", "run", "--rm", "--network=none", name)
                            .out())
                    .startsWith("greetings from ");
        }
    }

    @Test
    void skopeoCopiesEveryPlatform() throws Exception {
        int number = 0;
        for (Map.Entry<String, ImageContent> image : source.images().entrySet()) {
            String name = Appliance.HOST + "/" + Appliance.repository(image.getKey());
            Path copy = enclave.folder("skopeo/" + number++);
            tools.run("skopeo", "copy", "--all", "--preserve-digests", "docker://" + name, "dir:" + copy);
            assertThat(filesByDigest(copy).keySet()).isEqualTo(image.getValue().digests());
        }
    }

    @Test
    void skopeoReadsTheVolumeAsItStands() throws Exception {
        for (String tag : SampleImages.OCI_TAGS) {
            Path copy = enclave.folder("archive/" + tag.replace(':', '_'));
            String name = LocalRegistry.HOST + "/" + tag;
            tools.run(
                    "skopeo",
                    "copy",
                    "--all",
                    "--preserve-digests",
                    "oci-archive:" + volume + ":" + name,
                    "dir:" + copy);
            assertThat(filesByDigest(copy).keySet())
                    .isEqualTo(source.images().get(tag).digests());
        }
    }

    @Test
    void containerdImportsTheVolumeAsItStands() throws Exception {
        Containerd imported = containerd.namespace("imported");
        imported.ctr("images", "import", "--all-platforms", volume);
        for (String tag : SampleImages.TAGS) {
            assertThat(imported.target(LocalRegistry.HOST + "/" + tag))
                    .isEqualTo(source.images().get(tag).root());
        }
        assertThat(imported.digests()).containsAll(source.digests());
    }

    /** The files of skopeo's `dir:` by digest; they are named by it, or for their place if they are manifests. */
    private static Map<String, Path> filesByDigest(Path folder) throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(one -> !one.endsWith("version")).toList()) {
                files.put(ImageContent.digest(file), file);
            }
        }
        return files;
    }
}
