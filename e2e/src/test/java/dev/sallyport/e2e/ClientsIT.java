package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Real clients, each on a machine of its own from which a route leads to the appliance alone, configured by the files that
 * {@code appliance clients} makes and by nothing else. The kernel counts what anybody tries to send elsewhere.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ClientsIT {
    private static final String ADDRESS = "10.77.0.1";
    private static final String HOST = ADDRESS + ":5000";
    private static final String WEB = "docker.io/library/web";
    private static final List<String> KINDS = List.of("docker", "containerd", "podman");
    private static final String USER = "pusher";
    private static final String PASSWORD = "a-password-of-ours";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ClientMatrix matrix = new ClientMatrix();
    private final List<EnclaveClient> clients = new ArrayList<>();
    private Machine connected;
    private Machine hub;
    private Appliance appliance;
    private Service server;
    private ClientSources sources;

    @BeforeAll
    void publishAndConfigure() throws Exception {
        Requirements.rootWith(
                "unshare",
                "nsenter",
                "ip",
                "curl",
                "openssl",
                "docker-registry",
                "dockerd",
                "docker",
                "containerd",
                "ctr",
                "podman",
                "buildah",
                "skopeo");
        connected = Machine.start("clients-connected");
        sources = new ClientSources(connected);
        Path first = sources.save();

        hub = Machine.start("clients-appliance");
        // Before anything listens there: the address comes with the first link, and nobody needs one yet.
        hub.run("ip", "address", "add", ADDRESS + "/32", "dev", "lo").succeeded();
        appliance = new Appliance(hub, "appliance");
        // Its own authority: it is given no certificate.
        server = serve();
        appliance.trust(sources.publicKey(), sources.stream());
        appliance.run("import", first);
        // From now on every push needs a login, and every pull goes on without one.
        hub.run(Command.of("sh", "-c", "echo \"$0\" | \"$@\"", PASSWORD)
                        .with(appliance
                                .command("users", "add", USER, "--role", "push", "--repositories", "team/**")
                                .arguments())
                        .with("--password-stdin"))
                .succeeded();

        Path files = hub.folder("clients");
        for (String kind : KINDS) {
            appliance.run("clients", kind, "--host", HOST, "--output", files.resolve(kind));
        }
        clients.add(new EnclaveDocker(machine("docker", 11, files.resolve("docker")), HOST));
        clients.add(new EnclaveContainerd(machine("containerd", 12, files.resolve("containerd"))));
        int number = 13;
        for (String tool : List.of("podman", "buildah", "skopeo")) {
            clients.add(new EnclaveContainers(machine(tool, number++, files.resolve("podman")), tool));
        }
    }

    private Service serve(Object... options) throws IOException, InterruptedException {
        return hub.start(appliance.command("serve", "--listen", HOST).with(options))
                .ready(hub, Command.of("curl", "-ksS", "-o", "/dev/null", "https://" + HOST + "/v2/"));
    }

    private Machine machine(String name, int number, Path files) throws IOException, InterruptedException {
        return EnclaveClient.machine("clients-" + name, hub, ADDRESS, "10.77.0." + number, files);
    }

    @AfterAll
    void printAndTakeDown() throws Exception {
        System.out.println(matrix);
        for (EnclaveClient client : clients) {
            client.machine.close();
        }
        for (Machine machine : new Machine[] {hub, connected}) {
            if (machine != null) {
                machine.close();
            }
        }
    }

    private void pulls(EnclaveClient client, String way, String image, String digest, String credentials)
            throws Exception {
        client.machine.run(client.pull(image, credentials)).succeeded();
        String got = client.digest(image);
        assertThat(got).as(client.name + " " + image).isEqualTo(digest);
        matrix.add(client.version(), way + ": " + image.replaceFirst("@sha256:(.{8}).*", "@sha256:$1…"), "pulled");
    }

    private static void sentNothingOutside(Machine machine) throws Exception {
        assertThat(machine.refusedOutsideTraffic()).isZero();
    }

    @Test
    @Order(1)
    void everyClientPullsByEveryNameAndAsksNobodyElse() throws Exception {
        String newer = sources.digest("newer");
        for (EnclaveClient client : clients) {
            if (client.takesShortNames()) {
                pulls(client, "short name", "web:1.27.3", newer, null);
            }
            pulls(client, "full name", WEB + ":1.27.3", newer, null);
            pulls(client, "digest", WEB + "@" + sources.digest("older"), sources.digest("older"), null);
            pulls(client, "partial version", WEB + ":1.27", newer, null);
            pulls(client, "no tag", WEB + ":latest", newer, null);
            pulls(
                    client,
                    "another registry",
                    client.other("registry.k8s.io/pause:3.10"),
                    sources.digest("pause"),
                    null);
            sentNothingOutside(client.machine);
        }
        sentNothingOutside(hub);
    }

    @Test
    @Order(2)
    void credentialsOfTheUpstreamDoNoHarm() throws Exception {
        for (EnclaveClient client : clients) {
            pulls(client, "wrong upstream credentials", WEB + ":1.27.0", sources.digest("older"), EnclaveClient.WRONG);
            sentNothingOutside(client.machine);
        }
    }

    @Test
    @Order(3)
    void aPublishIsSeenWholeOrNotAtAll() throws Exception {
        String image = "docker.io/library/moving:1";
        String before = sources.digest("moving-1");
        sources.move();
        Path second = sources.save();
        List<Service> loops = new ArrayList<>();
        Path stop = hub.folder("burst").resolve("stop");
        for (EnclaveClient client : clients) {
            pulls(client, "before the second release", image, before, null);
            loops.add(client.machine.start(burst(client.name, stop)));
        }
        Path begun = hub.folder("burst").resolve("begun");
        Service slow = hub.start(slowLayer(before, begun));
        awaitSome(begun);
        for (Service loop : loops) {
            awaitAnswer(loop);
        }

        appliance.run("import", second);
        assertThat(slow.running()).as("the pull that began before").isTrue();
        for (EnclaveClient client : clients) {
            pulls(client, "after the second release", image, sources.digest("moving-2"), null);
        }
        Files.writeString(stop, "");
        assertThat(slow.await(PATIENCE).succeeded().out().strip()).isEqualTo("200");
        assertThat(ImageContent.digest(begun)).isEqualTo(layerOf(before));
        for (int i = 0; i < clients.size(); i++) {
            Set<String> seen = new LinkedHashSet<>();
            List<String> answers =
                    loops.get(i).await(PATIENCE).succeeded().lines().toList();
            answers.forEach(answer -> seen.add(
                    answer.replaceFirst("(?i)docker-content-digest: ", "").strip()));
            assertThat(seen).as(clients.get(i).name).containsExactly(before, sources.digest("moving-2"));
            assertThat(answers.stream().map(String::strip).toList())
                    .as("never back")
                    .isSortedAccordingTo(
                            (one, other) -> Boolean.compare(!one.endsWith(before), !other.endsWith(before)));
            matrix.add(
                    clients.get(i).version(),
                    "HEAD by curl while a release is published",
                    answers.size() + " answers, 2 digests");
        }
    }

    // As fast as it goes, from each client's machine: 50 requests on one connection, again and again.
    private static Command burst(String name, Path stop) {
        String url = "https://" + HOST + "/v2/library/moving/manifests/1?ns=docker.io&n=[1-50]";
        return Command.of(
                "sh",
                "-c",
                "while :; do test -e '%s' && last=1; curl -ksSI -A %s '%s' | grep -i '^docker-content-digest' || exit 1;"
                                .formatted(stop, name, url)
                        + " test -z \"$last\" || exit 0; done");
    }

    private Command slowLayer(String manifest, Path file) throws Exception {
        return Command.of("curl", "-ksS", "-w", "%{http_code}", "--limit-rate", "100k", "-o", file)
                .with("https://" + HOST + "/v2/docker.io/library/moving/blobs/" + layerOf(manifest));
    }

    private String layerOf(String manifest) throws Exception {
        return new RegistryReader(connected, LocalRegistry.HOST)
                .manifests("hub/library/moving@" + manifest)
                .layers()
                .iterator()
                .next();
    }

    private static void awaitAnswer(Service loop) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (loop.output().isEmpty()) {
            assertThat(System.nanoTime()).as("somebody answered").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static void awaitSome(Path file) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file) || Files.size(file) == 0) {
            assertThat(System.nanoTime()).as("something came").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    @Order(4)
    void whatIsNotHereIsToldAndOnlyDockerAsksTheInternet() throws Exception {
        for (EnclaveClient client : clients) {
            ToolRun platform = client.machine.run(client.pull("docker.io/library/elsewhere:1", null));
            assertThat(platform.exit()).as(client.name).isNotZero();
            matrix.addFailure(client.version(), "absent platform: elsewhere:1", platform);
            ToolRun tag = client.machine.run(client.pull(WEB + ":9.9", null));
            assertThat(tag.exit()).as(client.name).isNotZero();
            matrix.addFailure(client.version(), "absent tag: web:9.9", tag);
            if (client instanceof EnclaveDocker) {
                assertThat(client.machine.refusedOutsideTraffic())
                        .as("dockerd asks Docker Hub after a 404, and nothing can stop it")
                        .isPositive();
                matrix.add(client.version(), "after a 404 of the mirror", "asks Docker Hub: said in its README");
                ToolRun named = client.machine.run(client.pull(HOST + "/" + WEB + ":9.9", null));
                assertThat(named.exit()).isNotZero();
                matrix.addFailure(client.version(), "absent tag: " + HOST + "/…/web:9.9", named);
            } else {
                sentNothingOutside(client.machine);
            }
        }
        sentNothingOutside(hub);
    }

    @Test
    @Order(5)
    void checkSaysBeforehandWhatClientsGet() throws Exception {
        Path list = Files.writeString(
                hub.folder("check").resolve("images.txt"), "web:1.27\nregistry.k8s.io/pause:3.10\n" + WEB + ":9.9\n");
        ToolRun check = hub.run(appliance.command("clients", "check", list)).exitedWith(4);
        assertThat(check.out())
                .contains(sources.digest("newer"), sources.digest("pause"), WEB + ":9.9 is not here", "1.27.3");
        Path present = Files.writeString(list.resolveSibling("present.txt"), "web:1.27\n");
        hub.run(appliance.command("clients", "check", present)).succeeded();
    }

    @Test
    @Order(6)
    void aLoginPushesWhatAnybodyPulls() throws Exception {
        String pulled = WEB + ":1.27.3";
        for (int i = 0; i < clients.size(); i++) {
            EnclaveClient client = clients.get(i);
            long outside = client.machine.refusedOutsideTraffic();
            String image = HOST + "/team/" + client.name + ":1";
            refused(client, "push without a login", client.push(pulled, image, null));
            refused(client, "push with a wrong password", client.push(pulled, image, USER + ":wrong"));
            Optional<Command> wrong = client.login(HOST, USER + ":wrong");
            if (wrong.isPresent()) {
                refused(client, "login with a wrong password", client.machine.run(wrong.get()));
            }
            assertThat(held(client)).as("nothing of that came").isEmpty();

            Optional<Command> login = client.login(HOST, USER + ":" + PASSWORD);
            if (login.isPresent()) {
                afterDelay(() -> client.machine.run(login.get())).succeeded();
            }
            afterDelay(() -> client.push(pulled, image, login.isPresent() ? null : USER + ":" + PASSWORD))
                    .succeeded();
            matrix.add(client.version(), login.isPresent() ? "login and push" : "push with credentials", "pushed");
            // On another machine, to which nobody logged in.
            EnclaveClient next = clients.get((i + 1) % clients.size());
            pulls(next, "what " + client.name + " pushed, without a login", image, held(client), null);
            assertThat(client.machine.refusedOutsideTraffic()).isEqualTo(outside);
        }
        sentNothingOutside(hub);
    }

    /** What comes of {@code attempt} once the server looks at the password again: after wrong ones it has it wait. */
    private static ToolRun afterDelay(Callable<ToolRun> attempt) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        ToolRun run = attempt.call();
        // Some show the message, others the status.
        while (run.err().toLowerCase(Locale.ROOT).contains("too many") && System.nanoTime() < deadline) {
            Thread.sleep(500);
            run = attempt.call();
        }
        return run;
    }

    private void refused(EnclaveClient client, String what, ToolRun run) throws Exception {
        assertThat(run.exit()).as(client.name + ": " + what).isNotZero();
        matrix.addFailure(client.version(), what, run);
    }

    /** The digest of what the appliance has as pushed by {@code client}; empty for nothing. */
    private String held(EnclaveClient client) throws Exception {
        return hub.run("curl", "-ksSI", "https://" + HOST + "/v2/team/" + client.name + "/manifests/1")
                .succeeded()
                .lines()
                .map(String::strip)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("docker-content-digest: "))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .findFirst()
                .orElse("");
    }

    @Test
    @Order(7)
    void clientsTrustTheAuthorityInTheirFilesAndNoOther() throws Exception {
        Certificates certificates = Certificates.make(hub, "certificates", ADDRESS);
        server.stop();
        server = serve("--tls-cert", certificates.certificate(), "--tls-key", certificates.key());
        for (String kind : KINDS) {
            appliance.run("clients", kind, "--host", HOST, "--ca", certificates.authority(), "--output", other(kind));
        }
        for (EnclaveClient client : clients) {
            String image = HOST + "/" + WEB + ":1.27";
            ToolRun stranger = client.machine.run(client.pull(image, null));
            assertThat(stranger.exit()).as(client.name).isNotZero();
            assertThat(stranger.err()).as(client.name).contains("x509: certificate signed by unknown authority");
            client.install(other(client.kind()));
            pulls(client, "another authority", image, sources.digest("newer"), null);
        }
    }

    private Path other(String kind) throws IOException {
        return hub.folder("other-clients").resolve(kind);
    }
}
