package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A mirror file over real registries, with images that the usual tools made, all the way into the appliance. */
@TestInstance(Lifecycle.PER_CLASS)
class MirrorIT {
    private static final String REGISTRIES = """
            registries:
              docker.io: {mirror: 127.0.0.1:5000/hub}
              "127.0.0.1:5443": {ca: ../certificates/ca.crt}
              "127.0.0.1:5444": {ca: ../certificates/ca.crt}
              "127.0.0.1:5445": {ca: ../certificates/ca.crt}
            """;
    private static final List<String> OPTIONS = List.of("--allow-private-layer-hosts=127.0.0.1", "--jobs=64");
    private static final String OPEN = "127.0.0.1_5000/";
    private static final String FIRMWARE = "firmware of 2026\n";

    private Machine connected;
    private Machine enclave;
    private MirrorSources sources;
    private MirrorFolder mirror;
    private Appliance appliance;
    private JsonNode plan;
    private List<String> blobsThatPlanFetched;
    private List<String> scopesOfTheFirstSave;

    @BeforeAll
    void planSaveAndImport() throws Exception {
        Requirements.rootWith(
                "unshare",
                "nsenter",
                "ip",
                "curl",
                "tar",
                "openssl",
                "docker-registry",
                "dockerd",
                "docker",
                "buildah",
                "skopeo");
        connected = Machine.start("mirror");
        sources = new MirrorSources(connected);
        mirror = new MirrorFolder(connected, "factory-7");
        Files.writeString(mirror.folder().resolve("firmware.bin"), FIRMWARE);
        mirror.write("""
                images:
                  - repository: docker.io/library/web
                    range: ">=1.26 <2"
                    newest: 2
                  - ref: 127.0.0.1:5000/app/docker:1
                  - ref: 127.0.0.1:5000/app/multi:1
                  - ref: 127.0.0.1:5000/app/windows:1
                  - ref: 127.0.0.1:5443/app/secret:1
                  - ref: 127.0.0.1:5444/app/secret:1
                  - ref: 127.0.0.1:5444/app/other:1
                files:
                  - path: firmware.bin
                    name: factory-7.example/firmware:1
                """ + REGISTRIES);
        plan = new ObjectMapper()
                .readTree(mirror.run("plan", "--json", OPTIONS).succeeded().out());
        blobsThatPlanFetched = requests("GET .*/blobs/.*");
        int scopes = sources.tokenScopes().size();
        mirror.run("save", OPTIONS).succeeded();
        scopesOfTheFirstSave =
                sources.tokenScopes().subList(scopes, sources.tokenScopes().size());

        enclave = Machine.start("mirror-enclave");
        appliance = new Appliance(enclave, "appliance");
        appliance.serve();
        appliance.trust(mirror.publicKey(), mirror.stream());
        appliance.run("import", mirror.volumes().get(0));
    }

    @AfterEach
    void nothingTriedToLeaveTheEnclave() throws Exception {
        assertThat(enclave.refusedOutsideTraffic()).isZero();
    }

    @AfterAll
    void takeDown() throws IOException {
        for (Machine machine : new Machine[] {connected, enclave}) {
            if (machine != null) {
                machine.close();
            }
        }
    }

    /** By name on the appliance: what the sources have. */
    private Map<String, ImageContent> expected() throws Exception {
        Map<String, ImageContent> expected = new LinkedHashMap<>();
        expected.put("docker.io/library/web:1.27.0", sources.image("hub/library/web:1.27.0"));
        expected.put("docker.io/library/web:1.27.3", sources.image("hub/library/web:1.27.3"));
        for (String image : List.of("app/docker:1", "app/multi:1", "app/windows:1")) {
            expected.put(OPEN + image, sources.image(image));
        }
        for (String image :
                List.of("127.0.0.1_5443/app/secret:1", "127.0.0.1_5444/app/secret:1", "127.0.0.1_5444/app/other:1")) {
            expected.put(image, sources.secretImage());
        }
        expected.put(OPEN + "app/multi@" + sources.sbom(), sources.image("app/multi@" + sources.sbom()));
        expected.put(OPEN + "app/multi@" + sources.signature(), sources.image("app/multi@" + sources.signature()));
        return expected;
    }

    @Test
    void planFetchesNoBlobAndNamesTheBytesThatSaveWrites() throws Exception {
        assertThat(blobsThatPlanFetched).isEmpty();
        List<Long> planned = new ArrayList<>();
        plan.path("volumes").forEach(volume -> planned.add(volume.path("size").asLong()));
        List<Long> written = new ArrayList<>();
        for (Path volume : mirror.volumes()) {
            written.add(Files.size(volume));
        }
        assertThat(planned).isEqualTo(written);
    }

    @Test
    void applianceHasEverythingByDigest() throws Exception {
        RegistryReader reader = new RegistryReader(enclave, Appliance.HOST);
        for (Map.Entry<String, ImageContent> image : expected().entrySet()) {
            ImageContent served = reader.content(image.getKey());
            assertThat(served.root())
                    .as(image.getKey())
                    .isEqualTo(image.getValue().root());
            assertThat(served.digests())
                    .as(image.getKey())
                    .isEqualTo(image.getValue().digests());
        }
        String subject = sources.image("app/multi:1").root();
        assertThat(Files.readString(reader.fetch("/v2/" + OPEN + "app/multi/referrers/" + subject)))
                .contains(sources.sbom(), "application/spdx+json");
        assertThat(reader.manifests(OPEN + "app/multi:" + subject.replace(':', '-') + ".sig")
                        .root())
                .isEqualTo(sources.signature());
        assertThat(reader.status("/v2/docker.io/library/web/manifests/1.26.1")).isEqualTo(404);
        assertThat(reader.status("/v2/docker.io/library/web/manifests/1.28.0-rc1"))
                .isEqualTo(404);
    }

    @Test
    void bundleHoldsExactlyTheClosure() throws Exception {
        Set<String> all = new TreeSet<>();
        for (ImageContent image : expected().values()) {
            all.addAll(image.digests());
        }
        all.addAll(new RegistryReader(enclave, Appliance.HOST)
                .manifests("factory-7.example/firmware:1")
                .digests());
        assertThat(mirror.blobs(mirror.volumes().get(0))).isEqualTo(all);
    }

    @Test
    void fileComesBackByAnOrdinaryGet() throws Exception {
        String path = "/files/factory-7.example/firmware:1/firmware.bin";
        assertThat(enclave.run("curl", "-sSf", "http://" + Appliance.HOST + path)
                        .succeeded()
                        .out())
                .isEqualTo(FIRMWARE);
    }

    @Test
    void foreignLayerIsFetchedWithoutCredentialsAndOnlyIfAllowed() throws Exception {
        assertThat(sources.webRequests())
                .hasSize(1)
                .allSatisfy(request -> assertThat(request).doesNotContain("Authorization"));
        MirrorFolder other = new MirrorFolder(connected, "private-layers");
        other.write("images:\n  - ref: 127.0.0.1:5000/app/windows:1\n  - ref: 127.0.0.1:5000/app/small:1\n");
        ToolRun refused = other.run("save").exitedWith(4);
        assertThat(refused.err()).contains("app/windows:1", "--allow-private-layer-hosts");
    }

    @Test
    void tokensAreAskedForOncePerRepositoryAndReadOnly() {
        assertThat(scopesOfTheFirstSave)
                .containsExactlyInAnyOrder("repository:app/secret:pull", "repository:app/other:pull");
    }

    @Test
    void unchangedSaveGetsNoManifestAndNoBlob() throws Exception {
        forgetRequests();
        ToolRun save = mirror.run("save", OPTIONS).succeeded();
        assertThat(save.out()).contains("Nothing changed since factory-7 1");
        assertThat(requests("HEAD .*/manifests/.*")).isNotEmpty();
        assertThat(requests("GET .*/(manifests|blobs)/.*")).isEmpty();
    }

    @Test
    void lockedSaveTakesWhatWasLocked() throws Exception {
        sources.retag("app/small:1", "app/moving:1");
        MirrorFolder locked = new MirrorFolder(connected, "locked");
        locked.write("images:\n  - ref: 127.0.0.1:5000/app/moving:1\n");
        locked.run("lock").succeeded();
        sources.retag("app/small:2", "app/moving:1");

        assertThat(locked.run("save", "--locked").succeeded().err()).doesNotContain("moved");
        assertThat(locked.images())
                .containsEntry(
                        OPEN + "app/moving:1", sources.image("app/small:1").root());
        String moved = locked.run("save").succeeded().err();
        assertThat(moved).contains("moved since it was locked: 127.0.0.1:5000/app/moving:1");
        assertThat(locked.images())
                .containsEntry(
                        OPEN + "app/moving:1", sources.image("app/small:2").root());
    }

    @Test
    void incrementShipsWhatIsNewAndWaitsWhereItsBaseIsMissing() throws Exception {
        MirrorFolder stream = new MirrorFolder(connected, "increments");
        stream.write("images:\n  - ref: 127.0.0.1:5000/app/small:1\n");
        stream.run("save").succeeded();
        stream.write("images:\n  - ref: 127.0.0.1:5000/app/small:1\n  - ref: 127.0.0.1:5000/app/small:2\n");
        stream.run("save", "--assume-delivered").succeeded();
        List<Path> volumes = stream.volumes();
        assertThat(volumes).hasSize(2);
        Set<String> fresh = new TreeSet<>(sources.image("app/small:2").digests());
        fresh.removeAll(sources.image("app/small:1").digests());
        assertThat(stream.blobs(volumes.get(1))).isEqualTo(fresh);

        appliance.trust(stream.publicKey(), stream.stream());
        ToolRun waiting =
                enclave.run(appliance.command("import", volumes.get(1))).exitedWith(4);
        assertThat(waiting.out() + waiting.err())
                .contains("builds on increments 1", "Import sequence 1 first", "sync-agent save --full");
        RegistryReader reader = new RegistryReader(enclave, Appliance.HOST);
        assertThat(reader.status("/v2/" + OPEN + "app/small/manifests/2")).isEqualTo(404);

        appliance.run("import", volumes.get(0));
        appliance.run("import", volumes.get(1));
        for (String image : List.of("app/small:1", "app/small:2")) {
            assertThat(reader.content(OPEN + image).root())
                    .isEqualTo(sources.image(image).root());
        }
    }

    @Test
    void oneBadImageDoesNotLoseTheNight() throws Exception {
        MirrorFolder night = new MirrorFolder(connected, "night");
        night.write("images:\n  - ref: 127.0.0.1:5000/app/small:2\n  - ref: 127.0.0.1:5000/app/gone:1\n");
        forgetRequests();
        ToolRun bad = night.run("save").exitedWith(4);
        assertThat(bad.err()).contains("127.0.0.1:5000/app/gone:1", "--allow-missing");
        assertThat(night.volumes()).isEmpty();
        assertThat(requests("GET .*/app/small/blobs/.*")).isNotEmpty();

        forgetRequests();
        night.run("save", "--allow-missing", "127.0.0.1:5000/app/gone:1").succeeded();
        assertThat(requests("GET .*/app/small/blobs/.*")).isEmpty();
        assertThat(night.images()).containsOnlyKeys(OPEN + "app/small:2");
        assertThat(night.newest().path("omittedImages").toString()).contains("127.0.0.1:5000/app/gone:1");
    }

    @Test
    void watchSavesOnceAndReports() throws Exception {
        MirrorFolder watched = new MirrorFolder(connected, "watched");
        watched.write("images:\n  - ref: 127.0.0.1:5000/app/small:1\n");
        Path report = watched.folder().resolve("run.json");
        Path junit = watched.folder().resolve("run.xml");
        watched.run("watch", "--once", "--report", report, "--junit", junit).succeeded();
        assertThat(new ObjectMapper().readTree(report.toFile()).path("outcome").asText())
                .isEqualTo("saved");
        assertThat(Files.readString(junit)).contains("failures=\"0\"", OPEN + "app/small:1");
        watched.run("watch", "--once", "--report", report).succeeded();
        assertThat(new ObjectMapper().readTree(report.toFile()).path("outcome").asText())
                .isEqualTo("unchanged");
        assertThat(watched.volumes()).hasSize(1);
    }

    @Test
    void wrongPasswordIsToldWithItsRemedy() throws Exception {
        MirrorFolder denied = new MirrorFolder(connected, "denied");
        denied.write(
                "images:\n  - ref: 127.0.0.1:5443/app/secret:1\n  - ref: 127.0.0.1:5444/app/secret:1\n" + REGISTRIES);
        Path credentials = Files.writeString(denied.folder().resolve("auth.json"), """
                {"auths": {"127.0.0.1:5443": {"auth": "cmVhZGVyOndyb25n"}, "127.0.0.1:5444": {"auth": "cmVhZGVyOndyb25n"}}}
                """);
        ToolRun run = connected
                .run(denied.command("save").env("REGISTRY_AUTH_FILE", credentials))
                .exitedWith(4);
        assertThat(run.err())
                .contains("127.0.0.1:5443/app/secret:1", "127.0.0.1:5444/app/secret:1", "user reader", "docker login")
                .doesNotContain("cmVhZGVyOndyb25n", ":wrong");
    }

    @Test
    void applianceIsASourceToo() throws Exception {
        MirrorFolder next = new MirrorFolder(enclave, "next");
        String name = Appliance.HOST + "/" + OPEN + "app/multi:1";
        next.write("images:\n  - ref: " + name + "\n");
        next.run("save").succeeded();
        Set<String> expected = new TreeSet<>();
        String multi = sources.image("app/multi:1").root();
        for (String root : List.of(multi, sources.sbom(), sources.signature())) {
            expected.addAll(sources.image("app/multi@" + root).digests());
        }
        assertThat(next.images()).containsEntry(name.replaceFirst(":", "_"), multi);
        assertThat(next.blobs(next.volumes().get(0))).isEqualTo(expected);
        assertThat(next.run("save").succeeded().out()).contains("Nothing changed since next 1");
    }

    private void forgetRequests() throws IOException {
        for (DockerRegistry registry : sources.all()) {
            registry.forgetRequests();
        }
    }

    private List<String> requests(String expression) throws IOException {
        List<String> requests = new ArrayList<>();
        for (DockerRegistry registry : sources.all()) {
            requests.addAll(registry.requests(expression));
        }
        return requests;
    }
}
